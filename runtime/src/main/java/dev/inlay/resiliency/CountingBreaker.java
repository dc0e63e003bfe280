package dev.inlay.resiliency;

import dev.inlay.resiliency.TripRule.Counts;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker that trips by a rule over counts, as Dapr's does, with its state in a Resilience4j
 * {@link CircuitBreaker}, where health, metrics and the actuator see and change it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The state is the Resilience4j breaker's alone. It stays open for its wait duration, lets {@code maxRequests}
 *       calls through when half-open and closes when all have succeeded. In the closed state it never trips by itself:
 *       its minimum number of calls is out of reach. (Its failure rate therefore reads -1.)
 *   <li>The counts are ours. They begin at zero with each state and, in the closed state, with each interval. A call is
 *       counted where it began: its result is ignored once the counts have begun anew.
 *   <li>The first failure of a half-open breaker opens it again.
 *   <li>A call that is cancelled is neither success nor failure; its place goes to another.
 * </ul>
 *
 * <p>Counts change under the monitor. A change of state from outside (the actuator) comes without it and only marks the
 * counts as outdated, so that no lock is taken within Resilience4j's. Only one short lock: no event loop waits for long.
 */
final class CountingBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(CountingBreaker.class);
    private static final int METRICS_WINDOW_SECONDS = 60;
    private static final Duration NEVER_SLOW = Duration.ofDays(36_500);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final CircuitBreaker breaker;
    private final BreakerSettings settings;
    private final TimeSource time;
    /** Rises with every change of state. */
    private final AtomicLong epoch = new AtomicLong();

    private volatile long openedAt;

    private Counts counts = Counts.ZERO;
    private long countsEpoch;
    /** Rises when the counts begin anew for either reason. */
    private long period;

    private long periodStart;

    CountingBreaker(CircuitBreaker breaker, BreakerSettings settings, TimeSource time) {
        this.breaker = breaker;
        this.settings = settings;
        this.time = time;
        this.periodStart = time.nanoTime();
        breaker.getEventPublisher().onStateTransition(event -> {
            epoch.incrementAndGet();
            openedAt = time.nanoTime();
            LOG.info(
                    "Circuit breaker \"{}\" changed state from {} to {}",
                    breaker.getName(),
                    stateName(event.getStateTransition().getFromState()),
                    stateName(event.getStateTransition().getToState()));
        });
    }

    /** The configuration of the Resilience4j breaker for these settings. */
    static CircuitBreakerConfig config(BreakerSettings settings, TimeSource time) {
        Duration wait = settings.timeout().compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : settings.timeout();
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        METRICS_WINDOW_SECONDS,
                        Integer.MAX_VALUE,
                        SlidingWindowType.TIME_BASED,
                        SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(Float.MIN_NORMAL)
                .slowCallDurationThreshold(NEVER_SLOW)
                .waitDurationInOpenState(wait)
                .permittedNumberOfCallsInHalfOpenState(settings.maxRequests())
                .clock(time.clock())
                .currentTimestampFunction(clock -> time.nanoTime(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** The state that an operation finds now, in Dapr's words. */
    String status() {
        State state = breaker.getState();
        // Resilience4j notices with the next operation only that an open breaker has waited long enough.
        boolean hasWaited = time.nanoTime() - openedAt >= settings.timeout().toNanos();
        return state == State.OPEN && hasWaited ? status(State.HALF_OPEN) : status(state);
    }

    static String status(State state) {
        return switch (state) {
            case CLOSED -> "closed";
            case HALF_OPEN -> "half-open";
            case OPEN, FORCED_OPEN -> "open";
            default -> "unknown";
        };
    }

    String name() {
        return breaker.getName();
    }

    /** Asks to be let through. Null if not; else the call must end with exactly one of the call's methods. */
    synchronized @Nullable Call tryAcquire() {
        beginCountsAnewIfDue();
        if (!breaker.tryAcquirePermission()) {
            return null;
        }
        // Asking may have turned the breaker from open to half-open.
        beginCountsAnewIfDue();
        counts = counts.plusRequest();
        return new Call(this, period, countsEpoch, time.nanoTime());
    }

    synchronized Counts counts() {
        beginCountsAnewIfDue();
        return counts;
    }

    private synchronized void succeeded(Call call) {
        beginCountsAnewIfDue();
        if (call.epoch != countsEpoch) {
            return;
        }
        if (call.period == period) {
            counts = counts.plusSuccess();
        }
        breaker.onSuccess(time.nanoTime() - call.start, TimeUnit.NANOSECONDS);
        beginCountsAnewIfDue();
    }

    private synchronized void failed(Call call, Throwable failure) {
        beginCountsAnewIfDue();
        if (call.epoch != countsEpoch) {
            return;
        }
        if (call.period == period) {
            counts = counts.plusFailure();
        }
        breaker.onError(time.nanoTime() - call.start, TimeUnit.NANOSECONDS, failure);
        State state = breaker.getState();
        if (state == State.HALF_OPEN
                || (state == State.CLOSED && settings.trip().trips(counts))) {
            breaker.transitionToOpenState();
        }
        beginCountsAnewIfDue();
    }

    private synchronized void cancelled(Call call) {
        beginCountsAnewIfDue();
        if (call.epoch != countsEpoch) {
            return;
        }
        if (call.period == period) {
            counts = counts.minusRequest();
        }
        breaker.releasePermission();
    }

    private void beginCountsAnewIfDue() {
        long now = time.nanoTime();
        long present = epoch.get();
        boolean intervalOver = !settings.interval().isZero()
                && breaker.getState() == State.CLOSED
                && now - periodStart >= settings.interval().toNanos();
        if (present != countsEpoch || intervalOver) {
            countsEpoch = present;
            counts = Counts.ZERO;
            period++;
            periodStart = now;
        }
    }

    private static String stateName(State state) {
        return switch (state) {
            case HALF_OPEN -> "half-open";
            case FORCED_OPEN -> "forced-open";
            case METRICS_ONLY -> "metrics-only";
            case CLOSED -> "closed";
            case OPEN -> "open";
            case DISABLED -> "disabled";
        };
    }

    /** A call that was let through. The first report counts, later ones are ignored. */
    static final class Call {
        private final CountingBreaker breaker;
        private final long period;
        private final long epoch;
        private final long start;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Call(CountingBreaker breaker, long period, long epoch, long start) {
            this.breaker = breaker;
            this.period = period;
            this.epoch = epoch;
            this.start = start;
        }

        void succeeded() {
            if (ended.compareAndSet(false, true)) {
                breaker.succeeded(this);
            }
        }

        void failed(Throwable failure) {
            if (ended.compareAndSet(false, true)) {
                breaker.failed(this, failure);
            }
        }

        void cancelled() {
            if (ended.compareAndSet(false, true)) {
                breaker.cancelled(this);
            }
        }
    }
}
