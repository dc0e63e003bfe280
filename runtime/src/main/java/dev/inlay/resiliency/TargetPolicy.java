package dev.inlay.resiliency;

import dev.inlay.resiliency.PolicyListener.Kind;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The policy of one target: retry( circuit breaker( timeout( call ))). Each of the three may be absent. Thread-safe.
 *
 * @param operation its name in the log
 * @param timeout how long one attempt may take
 * @param breaker what lets attempts through
 * @param retry how attempts are repeated
 * @param listener hears what the three do
 * @param time where pauses and timeouts come from
 */
record TargetPolicy(
        String operation,
        @Nullable TimeLimiter timeout,
        @Nullable CountingBreaker breaker,
        @Nullable Retries retry,
        PolicyListener.Target listener,
        TimeSource time)
        implements Policy {

    /** A retry policy and the Resilience4j instance that shows it. */
    record Retries(Retry instance, RetrySettings settings) {}

    @Override
    public boolean retries() {
        return retry != null && retry.settings().maxAttempts() > 1;
    }

    @Override
    public <T> Mono<T> run(Supplier<Mono<T>> call, Outcomes<T> outcomes) {
        Mono<T> attempt = failingOn(outcomes, Mono.defer(call));
        if (breaker != null) {
            CountingBreaker present = breaker;
            Mono<T> inner = attempt;
            attempt = Mono.defer(() -> throughBreaker(present, inner));
        }
        if (retry != null) {
            Retries present = retry;
            Mono<T> inner = attempt;
            attempt = Mono.defer(
                    () -> new RetryLoop<>(operation, present.instance(), present.settings(), outcomes, listener, time)
                            .around(inner));
        }
        return announced(attempt).onErrorResume(FailedValueException.class, TargetPolicy::valueOf);
    }

    private <T> Mono<T> announced(Mono<T> attempts) {
        return attempts.doOnSubscribe(subscription -> {
            if (timeout != null) {
                listener.applied(Kind.TIMEOUT, "");
            }
            if (retry != null) {
                listener.applied(Kind.RETRY, "");
            }
            if (breaker != null) {
                listener.applied(Kind.CIRCUIT_BREAKER, breaker.status());
            }
        });
    }

    /** The call within its timeout, with failed values turned into errors. */
    private <T> Mono<T> failingOn(Outcomes<T> outcomes, Mono<T> call) {
        Mono<T> timed = timeout == null ? call : withinTimeout(timeout, call);
        return timed.flatMap(value -> {
            StatusCode status = outcomes.failureOf(value);
            return status == null ? Mono.just(value) : Mono.error(new FailedValueException(value, status));
        });
    }

    private <T> Mono<T> withinTimeout(TimeLimiter limiter, Mono<T> call) {
        Duration limit = limiter.getTimeLimiterConfig().getTimeoutDuration();
        Mono<T> late = Mono.error(() -> {
            listener.activated(Kind.TIMEOUT, "");
            return new LateException(limit);
        });
        return call.timeout(limit, late, time.scheduler())
                .doOnSuccess(value -> limiter.onSuccess())
                .doOnError(limiter::onError)
                .onErrorMap(LateException.class, e -> new OperationTimeoutException(operation, limit));
    }

    private static <T> Mono<T> throughBreaker(CountingBreaker breaker, Mono<T> attempt) {
        CountingBreaker.Call call = breaker.tryAcquire();
        if (call == null) {
            return Mono.error(new CircuitBreakerOpenException(breaker.name()));
        }
        return attempt.doOnSuccess(value -> call.succeeded())
                .doOnError(call::failed)
                .doOnCancel(call::cancelled);
    }

    /** The exception holds what the operation itself emitted, so the cast cannot fail. */
    @SuppressWarnings("unchecked")
    private static <T> Mono<T> valueOf(FailedValueException failed) {
        return Mono.just((T) failed.value());
    }

    /** What Resilience4j knows as a timeout. Has no stack. */
    private static final class LateException extends java.util.concurrent.TimeoutException {
        LateException(Duration limit) {
            super("no answer within " + limit);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
