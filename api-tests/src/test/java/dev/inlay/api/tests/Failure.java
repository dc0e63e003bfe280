package dev.inlay.api.tests;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a call was refused.
 *
 * @param details each in one line, in their order
 */
record Failure(Status.Code code, String text, List<String> details, Metadata trailers) {

    /** What a call is refused with; fails if it is not. */
    static Failure of(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            return of(e);
        }
        throw new AssertionError("the call went well");
    }

    private static Failure of(StatusRuntimeException error) {
        com.google.rpc.Status status = StatusProto.fromThrowable(error);
        List<String> details = new ArrayList<>();
        for (Any detail : Objects.requireNonNull(status).getDetailsList()) {
            details.add(line(detail));
        }
        return new Failure(
                error.getStatus().getCode(),
                Objects.requireNonNullElse(error.getStatus().getDescription(), ""),
                details,
                Objects.requireNonNullElseGet(error.getTrailers(), Metadata::new));
    }

    private static String line(Any detail) {
        try {
            if (detail.is(ErrorInfo.class)) {
                ErrorInfo info = detail.unpack(ErrorInfo.class);
                return "info " + info.getDomain() + " " + info.getReason() + " " + new TreeMap<>(info.getMetadataMap());
            } else if (detail.is(ResourceInfo.class)) {
                ResourceInfo resource = detail.unpack(ResourceInfo.class);
                return "resource " + resource.getResourceType() + " " + resource.getResourceName();
            } else if (detail.is(BadRequest.class)) {
                BadRequest.FieldViolation field =
                        detail.unpack(BadRequest.class).getFieldViolations(0);
                return "field " + field.getField() + ": " + field.getDescription();
            }
            return detail.getTypeUrl();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
