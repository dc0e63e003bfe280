package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The backing service cannot be reached or did not answer. The same call may succeed later. */
public final class StateStoreUnavailableException extends StateStoreException {

    public StateStoreUnavailableException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    @Override
    public boolean isRetryable() {
        return true;
    }
}
