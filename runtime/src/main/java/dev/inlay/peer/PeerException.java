package dev.inlay.peer;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.error.Reason;
import dev.inlay.resiliency.StatusCode;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call did not get an answer from the other instance: it could not be reached, it refused, or it broke the protocol.
 * An answer with an error status is not this.
 */
public final class PeerException extends InlayException {

    private static final int FORBIDDEN = 403;

    private final transient Status status;

    private PeerException(int httpStatus, ErrorCode.GrpcStatus grpcStatus, String message, Status status) {
        super(ErrorCode.DIRECT_INVOKE, httpStatus, grpcStatus, message, status.getCause());
        this.status = status;
    }

    /** The failure that this status of gRPC tells of, in the words of Dapr's own gRPC library. */
    static PeerException of(PeerAddress address, Status status) {
        return of(GoStatus.text(status.getCode(), reason(address, status)), status);
    }

    private static String reason(PeerAddress address, Status status) {
        Throwable root = GoStatus.rootOf(status);
        return root == null || status.getCode() != Status.Code.UNAVAILABLE
                ? GoStatus.description(status)
                : "connection error: " + address + ": "
                        + GoStatus.description(status).lines().findFirst().orElse("no connection") + ": "
                        + Reason.of(root);
    }

    /** The same failure, told with more context. */
    public PeerException withMessage(String message) {
        return of(message, status);
    }

    private static PeerException of(String message, Status status) {
        // Dapr tells a refusal by access control apart to callers by HTTP only.
        int httpStatus =
                status.getCode() == Status.Code.PERMISSION_DENIED ? FORBIDDEN : ErrorCode.DIRECT_INVOKE.httpStatus();
        return new PeerException(httpStatus, ErrorCode.DIRECT_INVOKE.grpcStatus(), message, status);
    }

    /** The other side broke a rule of the protocol. */
    static PeerException protocol(PeerAddress address, ProtocolViolation violation) {
        return of(
                address, Status.INTERNAL.withDescription(violation.getMessage()).withCause(violation));
    }

    /** The code of gRPC, for retry policies. */
    public StatusCode statusCode() {
        return StatusCode.grpc(status.getCode().value());
    }

    /** What gRPC said, without the address; null if it said nothing. */
    public @Nullable String description() {
        return status.getDescription();
    }

    /** Whether the connection or the identity failed, not the call: a new connection, perhaps elsewhere, may do. */
    public boolean isConnectionFault() {
        return status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.UNAUTHENTICATED;
    }

    /** Whether the other side does not know the method. */
    boolean isUnimplemented() {
        return status.getCode() == Status.Code.UNIMPLEMENTED;
    }

    @Override
    public boolean isRetryable() {
        return isConnectionFault();
    }
}
