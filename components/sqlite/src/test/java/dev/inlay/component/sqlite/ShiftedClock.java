package dev.inlay.component.sqlite;

import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The wall clock as it was at the start of the second in which a test began, which the test may put forward: expiry is kept
 * in whole seconds, so that on a clock that runs a value with a second to live may be gone at once. Unlike {@code
 * VirtualTimeScheduler}, which has a lock that must not be awaited on event loops, it serves a store whose work is done on
 * many threads.
 */
final class ShiftedClock implements Scheduler {

    private final Scheduler delegate = Schedulers.parallel();
    private final long startSeconds = delegate.now(TimeUnit.SECONDS);
    private final AtomicLong shiftNanos = new AtomicLong();

    TimeSource time() {
        return TimeSource.of(this);
    }

    void putForward(Duration duration) {
        shiftNanos.addAndGet(duration.toNanos());
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(startSeconds, TimeUnit.SECONDS) + unit.convert(shiftNanos.get(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return delegate.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return delegate.schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return delegate.schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return delegate.createWorker();
    }
}
