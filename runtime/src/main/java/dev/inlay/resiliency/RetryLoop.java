package dev.inlay.resiliency;

import dev.inlay.resiliency.PolicyListener.Kind;
import dev.inlay.time.Durations;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The retries of one operation. A Resilience4j {@link Retry} counts the attempts, computes the pauses and publishes
 * events and metrics; Reactor's {@code retryWhen} makes the attempts, with pauses on our {@link TimeSource}.
 * (Resilience4j's own Reactor operator pauses on Reactor's default scheduler, which no test can hold.)
 *
 * <p>One use. Attempts do not overlap, so there is no lock.
 *
 * @param <T> the values of the operation
 */
final class RetryLoop<T> extends reactor.util.retry.Retry {

    private static final Logger LOG = LoggerFactory.getLogger(RetryLoop.class);

    private final String operation;
    private final Retry.AsyncContext<Object> attempts;
    private final RetrySettings settings;
    private final Outcomes<T> outcomes;
    private final PolicyListener.Target listener;
    private final TimeSource time;
    private final long start;
    private int failures;

    RetryLoop(
            String operation,
            Retry retry,
            RetrySettings settings,
            Outcomes<T> outcomes,
            PolicyListener.Target listener,
            TimeSource time) {
        this.operation = operation;
        this.attempts = retry.asyncContext();
        this.settings = settings;
        this.outcomes = outcomes;
        this.listener = listener;
        this.time = time;
        this.start = time.nanoTime();
    }

    /** The configuration of the Resilience4j retry for these settings. */
    static RetryConfig config(RetrySettings settings) {
        return config(settings, () -> ThreadLocalRandom.current().nextDouble());
    }

    static RetryConfig config(RetrySettings settings, DoubleSupplier random) {
        IntervalFunction pause =
                attempt -> settings.backoff().interval(attempt, random).toMillis();
        return RetryConfig.custom()
                .maxAttempts(settings.maxAttempts())
                .intervalFunction(pause)
                .retryOnException(failure -> !(failure instanceof NotRetriedException))
                .build();
    }

    /** Makes the call with its retries. */
    Mono<T> around(Mono<T> attempt) {
        return attempt.doOnSuccess(value -> succeeded()).retryWhen(this);
    }

    @Override
    public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
        return signals.concatMap(signal -> afterFailure(signal.failure()));
    }

    private void succeeded() {
        attempts.onComplete();
        if (failures > 0) {
            LOG.info("Recovered processing operation {} after {} attempts", operation, failures + 1);
        }
    }

    private Mono<Long> afterFailure(Throwable failure) {
        failures++;
        if (!mayRetry(failure)) {
            attempts.onError(new NotRetriedException(failure));
            return Mono.error(failure);
        }
        long pauseMillis = attempts.onError(failure);
        if (pauseMillis < 0 || endsTooLate(pauseMillis)) {
            return Mono.error(failure);
        }
        Duration pause = Duration.ofMillis(pauseMillis);
        LOG.info("Error processing operation {}. Retrying in {}…", operation, Durations.format(pause));
        LOG.debug("Error for operation {} was: {}", operation, failure.getMessage());
        discard(failure);
        if (failures == 1) {
            listener.activated(Kind.RETRY, "");
        }
        return Mono.delay(pause, time.scheduler());
    }

    private boolean mayRetry(Throwable failure) {
        if (failure instanceof CircuitBreakerOpenException) {
            return false;
        }
        if (failure instanceof FailedValueException failed) {
            return outcomes.isRetryable(failed) && settings.matches(failed.status());
        }
        return outcomes.isRetryable(failure) && settings.matches(outcomes.statusOf(failure));
    }

    private boolean endsTooLate(long pauseMillis) {
        Duration maxElapsed = settings.backoff().maxElapsed();
        return maxElapsed != null && time.since(start).plusMillis(pauseMillis).compareTo(maxElapsed) > 0;
    }

    /** A FailedValueException holds what the operation itself emitted, so the cast cannot fail. */
    @SuppressWarnings("unchecked")
    private void discard(Throwable failure) {
        if (failure instanceof FailedValueException failed) {
            outcomes.discard((T) failed.value());
        }
    }

    /** Tells Resilience4j that a failure ends the attempts although there are some left. */
    private static final class NotRetriedException extends Exception {
        NotRetriedException(@Nullable Throwable cause) {
            super(cause == null ? null : cause.getMessage(), cause, false, false);
        }
    }
}
