package dev.inlay.api.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The calls under way.
 *
 * <p>Invariant: {@code count} is their number, plus {@link #OPEN} as long as new ones are expected. So it becomes zero
 * once only: when the last has ended after {@link #drain}.
 */
final class InFlight {

    private static final long OPEN = 1L << 62;

    private final AtomicLong count = new AtomicLong(OPEN);
    private final Sinks.Empty<Void> drained = Sinks.empty();

    void begin() {
        count.incrementAndGet();
    }

    void end() {
        emitIfDrained(count.decrementAndGet());
    }

    boolean isDraining() {
        return count.get() < OPEN / 2;
    }

    /** Completes when no call is under way any more, or the time is up. */
    Mono<Void> drain(Duration atMost, Scheduler scheduler) {
        return Mono.defer(() -> {
            if (!isDraining()) {
                emitIfDrained(count.addAndGet(-OPEN));
            }
            return drained.asMono().timeout(atMost, Mono.empty(), scheduler);
        });
    }

    private void emitIfDrained(long now) {
        if (now == 0) {
            drained.tryEmitEmpty();
        }
    }
}
