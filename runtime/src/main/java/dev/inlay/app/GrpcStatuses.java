package dev.inlay.app;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.inlay.message.GrpcOutcome;
import io.grpc.Metadata;
import java.util.List;

/** Statuses of gRPC as outcomes. */
final class GrpcStatuses {

    /** Where gRPC puts the {@code google.rpc.Status}, with its details. */
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** By code. */
    private static final String[] GO_NAMES = {
        "OK",
        "Canceled",
        "Unknown",
        "InvalidArgument",
        "DeadlineExceeded",
        "NotFound",
        "AlreadyExists",
        "PermissionDenied",
        "ResourceExhausted",
        "FailedPrecondition",
        "Aborted",
        "OutOfRange",
        "Unimplemented",
        "Internal",
        "Unavailable",
        "DataLoss",
        "Unauthenticated"
    };

    private GrpcStatuses() {}

    /** The code as gRPC for Go spells it, as {@code NotFound}: the one in Dapr's metrics. */
    static String goName(io.grpc.Status status) {
        return GO_NAMES[status.getCode().value()];
    }

    static GrpcOutcome outcome(io.grpc.Status status, Metadata trailers) {
        String message = status.getDescription() == null ? "" : status.getDescription();
        return new GrpcOutcome(status.getCode().value(), message, details(trailers));
    }

    private static List<GrpcOutcome.Detail> details(Metadata trailers) {
        byte[] bytes = trailers.get(DETAILS);
        if (bytes == null) {
            return List.of();
        }
        try {
            return Status.parseFrom(bytes).getDetailsList().stream()
                    .map(detail -> new GrpcOutcome.Detail(
                            detail.getTypeUrl(), detail.getValue().toByteArray()))
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            return List.of(); // details that cannot be read say nothing
        }
    }
}
