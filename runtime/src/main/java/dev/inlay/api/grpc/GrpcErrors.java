package dev.inlay.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.Status;
import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorCode.Category;
import dev.inlay.error.ErrorDetail;
import dev.inlay.error.ErrorDetails;
import dev.inlay.error.InlayException;
import dev.inlay.telemetry.Telemetry;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as statuses of gRPC, with their details in {@code grpc-status-details-bin}. Thread-safe. */
final class GrpcErrors {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcApiServer.class);

    static final String DOMAIN = "dapr.io";

    /** The blocks whose older errors carry their code as the reason. */
    private static final Set<Category> CODE_AS_REASON =
            Set.of(Category.STATE, Category.BINDING, Category.CONFIGURATION);

    private static final String DEFAULT_NAMESPACE = "default";

    private final Map<String, String> facts;
    private final Telemetry telemetry;

    GrpcErrors(AppIdentity app, Telemetry telemetry) {
        this.telemetry = telemetry;
        this.facts = Map.of(
                ErrorCode.Reason.APP_ID,
                app.appId(),
                ErrorCode.Reason.NAMESPACE,
                app.namespace().isEmpty() ? DEFAULT_NAMESPACE : app.namespace());
    }

    StatusRuntimeException of(Throwable error) {
        if (error instanceof StatusRuntimeException ready) {
            return ready;
        } else if (error instanceof InlayException known) {
            return of(known);
        }
        LOG.error("a call of the gRPC API failed in a way nobody thought of", error);
        return of(InlayException.of(ErrorCode.INTERNAL, error.toString()));
    }

    private StatusRuntimeException of(InlayException error) {
        telemetry.refused(error.code());
        Status.Builder status = Status.newBuilder()
                .setCode(error.grpcStatus().number())
                .setMessage(Objects.requireNonNullElseGet(error.getMessage(), error::toString));
        details(error).forEach(detail -> status.addDetails(Any.pack(detail)));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    private List<Message> details(InlayException error) {
        ErrorCode code = error.code();
        // What is known of the runtime stands in the errors of jobs only; over HTTP it stands in more of them.
        boolean tellsFacts = code.category() == Category.JOB;
        List<Message> messages = new ArrayList<>();
        boolean hasReason = false;
        for (ErrorDetail detail : ErrorDetails.of(error, facts)) {
            hasReason |= detail instanceof ErrorDetail.Info;
            messages.add(message(detail, tellsFacts));
        }
        if (!hasReason && CODE_AS_REASON.contains(code.category())) {
            messages.add(ErrorInfo.newBuilder()
                    .setReason(code.code())
                    .setDomain(DOMAIN)
                    .build());
        }
        return messages;
    }

    private static Message message(ErrorDetail detail, boolean tellsFacts) {
        if (detail instanceof ErrorDetail.Info info) {
            ErrorInfo.Builder message =
                    ErrorInfo.newBuilder().setReason(info.reason()).setDomain(DOMAIN);
            Map<String, String> metadata = info.metadata();
            return metadata == null || !tellsFacts
                    ? message.build()
                    : message.putAllMetadata(metadata).build();
        } else if (detail instanceof ErrorDetail.Resource resource) {
            return ResourceInfo.newBuilder()
                    .setResourceType(resource.type())
                    .setResourceName(resource.name())
                    .setOwner(resource.owner())
                    .setDescription(resource.description())
                    .build();
        }
        ErrorDetail.BadField field = (ErrorDetail.BadField) detail;
        return BadRequest.newBuilder()
                .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                        .setField(field.field())
                        .setDescription(field.description()))
                .build();
    }
}
