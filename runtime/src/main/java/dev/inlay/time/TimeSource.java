package dev.inlay.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where the runtime gets the time from. No other class reads a clock or sleeps; a build rule holds this, so that every
 * timeout, retry and reminder can be tested in virtual time.
 *
 * <p>Thread-safe.
 */
public final class TimeSource {

    private static final TimeSource SYSTEM = new TimeSource(Schedulers.parallel());

    private final Scheduler scheduler;

    private TimeSource(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The wall clock, and delays on Reactor's parallel scheduler. */
    public static TimeSource system() {
        return SYSTEM;
    }

    /**
     * Time as this scheduler tells it. With Reactor's {@code VirtualTimeScheduler} it stands still until the test
     * moves it.
     */
    public static TimeSource of(Scheduler scheduler) {
        return new TimeSource(scheduler);
    }

    /** The present instant, in millisecond precision or better. */
    public Instant now() {
        if (this == SYSTEM) {
            return Instant.now();
        }
        long micros = scheduler.now(TimeUnit.MICROSECONDS);
        return Instant.ofEpochSecond(micros / 1_000_000, (micros % 1_000_000) * 1_000);
    }

    /** A monotonic reading for measuring durations, in nanoseconds from an arbitrary origin. */
    public long nanoTime() {
        return this == SYSTEM ? System.nanoTime() : scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** Runs delays and timeouts. Tasks on it must not block. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** The time that has passed since an earlier {@link #nanoTime()}. */
    public Duration since(long earlierNanos) {
        return Duration.ofNanos(nanoTime() - earlierNanos);
    }

    /** This source as a {@link Clock} in UTC, for libraries that take one. */
    public Clock clock() {
        return new SourceClock(this, ZoneOffset.UTC);
    }

    private static final class SourceClock extends Clock {
        private final TimeSource source;
        private final ZoneId zone;

        SourceClock(TimeSource source, ZoneId zone) {
            this.source = source;
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId newZone) {
            return new SourceClock(source, newZone);
        }

        @Override
        public Instant instant() {
            return source.now();
        }
    }
}
