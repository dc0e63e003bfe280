package dev.inlay.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of what the runtime throws. Its {@link #code()} ties it to the catalogue; its type tells whether trying again
 * can help ({@link #isRetryable()}).
 */
public class InlayException extends RuntimeException {

    private final ErrorCode code;
    private final int httpStatus;
    private final ErrorCode.GrpcStatus grpcStatus;

    public InlayException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, code.httpStatus(), code.grpcStatus(), message, cause);
    }

    public InlayException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** For the few cases in which the status depends on the cause, as with an ETag mismatch. */
    protected InlayException(
            ErrorCode code,
            int httpStatus,
            ErrorCode.GrpcStatus grpcStatus,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.httpStatus = httpStatus;
        this.grpcStatus = grpcStatus;
    }

    /** This row of the catalogue with its arguments filled in. */
    public static InlayException of(ErrorCode code, Object... arguments) {
        return new InlayException(code, code.text(arguments), null);
    }

    public ErrorCode code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public ErrorCode.GrpcStatus grpcStatus() {
        return grpcStatus;
    }

    /** Whether the same call may succeed later without any change by the caller. */
    public boolean isRetryable() {
        return false;
    }
}
