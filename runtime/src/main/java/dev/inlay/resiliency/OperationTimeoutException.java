package dev.inlay.resiliency;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.time.Durations;
import java.time.Duration;

/** An operation took longer than its timeout policy grants. */
public final class OperationTimeoutException extends InlayException {

    public OperationTimeoutException(String operation, Duration timeout) {
        super(
                ErrorCode.INTERNAL,
                ErrorCode.INTERNAL.httpStatus(),
                ErrorCode.GrpcStatus.DEADLINE_EXCEEDED,
                operation + " did not finish within its timeout of " + Durations.format(timeout),
                null);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}
