package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import org.jspecify.annotations.Nullable;

/** A state store could not do what was asked of it. The subtypes say why where the caller can act on it. */
public class StateStoreException extends InlayException {

    public StateStoreException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    protected StateStoreException(
            ErrorCode code,
            int httpStatus,
            ErrorCode.GrpcStatus grpcStatus,
            String message,
            @Nullable Throwable cause) {
        super(code, httpStatus, grpcStatus, message, cause);
    }
}
