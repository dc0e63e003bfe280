package dev.inlay.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Which parts of the runtime are ready. The whole is ready when every part that was named is. Outbound readiness (calls
 * from the application are served) is a matter of its own, since it comes before the application is there.
 *
 * <p>Thread-safe.
 */
public final class Readiness {

    private final Map<String, State> parts = new LinkedHashMap<>();
    private volatile boolean outboundReady;

    /** @param awaited what is awaited, in words; empty if there is nothing to say */
    private record State(boolean ready, Supplier<String> awaited) {}

    /** One part. */
    public final class Part {

        private final String name;

        private Part(String name) {
            this.name = name;
        }

        public void ready() {
            set(name, true);
        }

        public void notReady() {
            set(name, false);
        }

        /** Says, in words for people, what this part waits for, as {@code sentry at dapr-sentry:443: connection refused}. */
        public Part awaiting(String what) {
            return awaiting(() -> what);
        }

        /** The same for what changes; asked on any thread. */
        public Part awaiting(Supplier<String> what) {
            synchronized (parts) {
                parts.computeIfPresent(name, (part, state) -> new State(state.ready, what));
            }
            return this;
        }
    }

    /** A part that is awaited from now on, by its name in Dapr's answers, as {@code grpc-api-server}. */
    public Part part(String name) {
        set(name, false);
        return new Part(name);
    }

    private void set(String name, boolean ready) {
        synchronized (parts) {
            State before = parts.get(name);
            parts.put(name, new State(ready, before == null ? () -> "" : before.awaited));
        }
    }

    /** The parts that are awaited, in the order in which they were named. */
    public List<String> unready() {
        return ofUnready((name, state) -> name);
    }

    /** What is awaited, in words, as far as the parts have said. */
    public List<String> awaited() {
        return ofUnready((name, state) -> state.awaited).stream()
                .map(Supplier::get)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private <T> List<T> ofUnready(BiFunction<String, State, T> said) {
        synchronized (parts) {
            List<T> unready = new ArrayList<>();
            parts.forEach((name, state) -> {
                if (!state.ready) {
                    unready.add(said.apply(name, state));
                }
            });
            return unready;
        }
    }

    public boolean isReady() {
        return unready().isEmpty();
    }

    public boolean isOutboundReady() {
        return outboundReady;
    }

    public void outboundReady(boolean ready) {
        outboundReady = ready;
    }
}
