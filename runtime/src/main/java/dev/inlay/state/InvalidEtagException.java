package dev.inlay.state;

import dev.inlay.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The ETag is not one that this store gives out. */
public final class InvalidEtagException extends StateStoreException {

    public InvalidEtagException(String key, String etag, String expected, @Nullable Throwable cause) {
        super(
                ErrorCode.STATE_SAVE,
                400,
                ErrorCode.GrpcStatus.INVALID_ARGUMENT,
                "invalid etag value: '" + etag + "' for key " + key + " (expected: " + expected + ")",
                cause);
    }

    /** The same, told by the operation that met it. */
    InvalidEtagException(ErrorCode code, String message, InvalidEtagException cause) {
        super(code, 400, ErrorCode.GrpcStatus.INVALID_ARGUMENT, message, cause);
    }
}
