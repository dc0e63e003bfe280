package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorDetail;
import dev.inlay.error.InlayException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state store could not do what was asked of it. The subtypes say why where the caller can act on it. */
public class StateStoreException extends InlayException {

    public StateStoreException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /** An error that tells more than its code. */
    StateStoreException(ErrorCode code, String message, @Nullable Throwable cause, List<ErrorDetail> details) {
        super(code, message, cause, details);
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
