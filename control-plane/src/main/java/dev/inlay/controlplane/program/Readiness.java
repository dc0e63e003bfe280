package dev.inlay.controlplane.program;

import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * What must be there before this process is ready, and whether it is. As long as something is awaited, one warning every
 * five seconds names it. Thread-safe.
 */
public final class Readiness implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.healthz");

    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(5);

    private final Map<String, String> awaited = new ConcurrentSkipListMap<>();
    private final Disposable.Swap warnings = Disposables.swap();
    private final TimeSource time;
    private volatile boolean running;

    public Readiness(TimeSource time) {
        this.time = time;
    }

    /** Something that must be there. */
    public final class Target {

        private final String name;

        private Target(String name) {
            this.name = name;
            awaited.put(name, "");
        }

        /** It is there. */
        public void ready() {
            awaited.remove(name);
        }

        /**
         * It is not there, or not any more.
         *
         * @param reason why, for the warning; empty if there is nothing to say
         */
        public void awaited(String reason) {
            awaited.put(name, reason);
        }
    }

    /**
     * Adds something that must be there; it is not yet.
     *
     * @param name what it is, in words, as {@code the certificate of dapr-operator}
     */
    public Target target(String name) {
        return new Target(name);
    }

    /** Whether everything is there. */
    public boolean isReady() {
        return running && awaited.isEmpty();
    }

    /** What is awaited, each with why if that is known. */
    public List<String> missing() {
        return awaited.entrySet().stream()
                .map(entry ->
                        entry.getValue().isEmpty() ? entry.getKey() : entry.getKey() + " (" + entry.getValue() + ")")
                .toList();
    }

    @Override
    public void start() {
        running = true;
        warnings.update(Flux.interval(BETWEEN_WARNINGS, time.scheduler())
                .onBackpressureDrop()
                .subscribe(tick -> {
                    List<String> missing = missing();
                    if (!missing.isEmpty()) {
                        LOG.warn("Not ready, waiting for {}", String.join("; ", missing));
                    }
                }));
    }

    @Override
    public void stop() {
        running = false;
        warnings.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phases.OBSERVABILITY;
    }
}
