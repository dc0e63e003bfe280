package dev.inlay.health;

import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Says every few seconds what a program waits for, as long as it is not ready: nobody should have to guess. */
public final class WaitingReport {

    /** From one line to the next, and before the first. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(WaitingReport.class);

    private WaitingReport() {}

    /** Begins; to be disposed of when nothing is awaited any more, as when the program ends. */
    public static Disposable begin(Readiness readiness, TimeSource time) {
        long begun = time.nanoTime();
        return Flux.interval(PERIOD, time.scheduler()).subscribe(tick -> {
            List<String> awaited = readiness.awaited();
            if (!awaited.isEmpty()) {
                LOG.warn(
                        "not ready after {} s, waiting for {}",
                        time.since(begun).toSeconds(),
                        String.join("; ", awaited));
            }
        });
    }
}
