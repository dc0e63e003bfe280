package dev.inlay.state;

import dev.inlay.component.ComponentInitException;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import java.io.IOException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Makes what a store or its driver throws into what callers of the client catch. */
final class StateFailure {

    /** No chain of causes that means something is longer; some refer to themselves. */
    private static final int CAUSES = 8;

    private StateFailure() {}

    /**
     * The error as callers see it, with the store's error as its cause.
     *
     * @param code what was tried
     * @param text the message, given the reason
     */
    static StateStoreException of(ErrorCode code, UnaryOperator<String> text, Throwable error) {
        if (error instanceof BulkStateException bulk) {
            return bulk;
        }
        String message = text.apply(reason(error));
        if (error instanceof EtagMismatchException mismatch) {
            return new EtagMismatchException(code, message, mismatch);
        } else if (error instanceof InvalidEtagException invalid) {
            return new InvalidEtagException(code, message, invalid);
        }
        return isUnavailable(error)
                ? new StateStoreUnavailableException(code, message, error)
                : new StateStoreException(code, message, error);
    }

    /**
     * Whether the store is well and said no: another writer was there first, or the request itself is wrong. Making the
     * call again would not help.
     */
    static boolean isRefusal(Throwable error) {
        if (error instanceof BulkStateException bulk) {
            return bulk.failures().values().stream().allMatch(StateFailure::isRefusal);
        }
        return error instanceof EtagMismatchException
                || error instanceof InvalidEtagException
                || error instanceof UnsupportedOperationException
                || error instanceof IllegalArgumentException;
    }

    private static String reason(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }

    private static boolean isUnavailable(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < CAUSES; depth++, cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof ComponentInitException
                    || (cause instanceof InlayException known && known.isRetryable())) {
                return true;
            }
        }
        return false;
    }
}
