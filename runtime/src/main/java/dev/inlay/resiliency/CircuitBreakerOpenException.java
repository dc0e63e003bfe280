package dev.inlay.resiliency;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/** A circuit breaker let the call not through: its target failed too often a short while ago. */
public final class CircuitBreakerOpenException extends InlayException {

    public CircuitBreakerOpenException(String circuitBreaker) {
        super(
                ErrorCode.INTERNAL,
                ErrorCode.INTERNAL.httpStatus(),
                ErrorCode.GrpcStatus.UNAVAILABLE,
                "circuit breaker is open: " + circuitBreaker
                        + " lets no call through until its timeout has passed and its trial calls have succeeded",
                null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}
