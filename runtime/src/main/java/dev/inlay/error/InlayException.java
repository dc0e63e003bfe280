package dev.inlay.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of what the runtime throws. Its {@link #code()} ties it to the catalogue; its type tells whether trying again
 * can help ({@link #isRetryable()}).
 */
public class InlayException extends RuntimeException {

    private final ErrorCode code;
    private final int httpStatus;
    private final ErrorCode.GrpcStatus grpcStatus;
    private final transient List<ErrorDetail> details;

    public InlayException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, code.httpStatus(), code.grpcStatus(), message, cause);
    }

    /** An error that tells more than its code. */
    public InlayException(ErrorCode code, String message, @Nullable Throwable cause, List<ErrorDetail> details) {
        this(code, code.httpStatus(), code.grpcStatus(), message, cause, details);
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
        this(code, httpStatus, grpcStatus, message, cause, List.of());
    }

    private InlayException(
            ErrorCode code,
            int httpStatus,
            ErrorCode.GrpcStatus grpcStatus,
            String message,
            @Nullable Throwable cause,
            List<ErrorDetail> details) {
        super(message, cause);
        this.code = code;
        this.httpStatus = httpStatus;
        this.grpcStatus = grpcStatus;
        this.details = List.copyOf(details);
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

    /** What it tells besides its code, without what {@link ErrorCode#reason()} says already. */
    public List<ErrorDetail> details() {
        return details;
    }

    /** Whether the same call may succeed later without any change by the caller. */
    public boolean isRetryable() {
        return false;
    }
}
