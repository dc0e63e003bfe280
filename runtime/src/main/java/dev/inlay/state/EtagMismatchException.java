package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Another writer was there first: the value has another ETag, or exists where none was expected. Read, then try again. */
public final class EtagMismatchException extends StateStoreException {

    public EtagMismatchException(String key, @Nullable String etag, @Nullable Throwable cause) {
        super(
                ErrorCode.STATE_SAVE,
                409,
                ErrorCode.GrpcStatus.ABORTED,
                "possible etag mismatch. error from state store: key " + key
                        + (etag == null ? " was written by another" : " no longer has etag " + etag),
                cause);
    }

    /** The same, told by the operation that met it. */
    EtagMismatchException(ErrorCode code, String message, EtagMismatchException cause) {
        super(code, 409, ErrorCode.GrpcStatus.ABORTED, message, cause);
    }
}
