package dev.inlay.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which parts of the runtime are ready. The whole is ready when every part that was named is. Outbound readiness (calls
 * from the application are served) is a matter of its own, since it comes before the application is there.
 *
 * <p>Thread-safe.
 */
public final class Readiness {

    private final Map<String, Boolean> parts = new LinkedHashMap<>();
    private volatile boolean outboundReady;

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
    }

    /** A part that is awaited from now on, by its name in Dapr's answers, as {@code grpc-api-server}. */
    public Part part(String name) {
        set(name, false);
        return new Part(name);
    }

    private void set(String name, boolean ready) {
        synchronized (parts) {
            parts.put(name, ready);
        }
    }

    /** The parts that are awaited, in the order in which they were named. */
    public List<String> unready() {
        synchronized (parts) {
            List<String> unready = new ArrayList<>();
            parts.forEach((name, ready) -> {
                if (!ready) {
                    unready.add(name);
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
