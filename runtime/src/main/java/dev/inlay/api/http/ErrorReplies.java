package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorDetail;
import dev.inlay.error.ErrorDetails;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeResponse;
import dev.inlay.telemetry.Telemetry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as answers: {@code {"errorCode", "message", "details"}}. Thread-safe. */
final class ErrorReplies {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApiServer.class);

    private static final String TYPE_PREFIX = "type.googleapis.com/google.rpc.";
    private static final String DOMAIN = "dapr.io";

    private final Map<String, String> facts;
    private final Telemetry telemetry;

    ErrorReplies(AppIdentity app, Telemetry telemetry) {
        this.telemetry = telemetry;
        this.facts = Map.of(ErrorCode.Reason.APP_ID, app.appId(), ErrorCode.Reason.NAMESPACE, app.namespace());
    }

    InvokeResponse of(Throwable error) {
        if (error instanceof InlayException known) {
            return of(known);
        }
        LOG.error("a call of the HTTP API failed in a way nobody thought of", error);
        return of(InlayException.of(ErrorCode.INTERNAL, error.toString()));
    }

    private InvokeResponse of(InlayException error) {
        telemetry.refused(error.code());
        List<ErrorDetail> details = ErrorDetails.of(error, facts);
        String message = message(error);
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("errorCode", error.code().code());
            json.writeStringField("message", message);
            if (!details.isEmpty()) {
                json.writeArrayFieldStart("details");
                for (ErrorDetail detail : details) {
                    write(json, detail);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
        return Replies.json(error.httpStatus(), body);
    }

    /** Dapr shows this one error as its Go library prints it. */
    private static String message(InlayException error) {
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        return error.code() == ErrorCode.STATE_ILLEGAL_KEY ? asGoPrints(message) : message;
    }

    private static String asGoPrints(String message) {
        return "api error: code = InvalidArgument desc = " + message;
    }

    private static void write(JsonGenerator json, ErrorDetail detail) throws IOException {
        json.writeStartObject();
        if (detail instanceof ErrorDetail.Info info) {
            json.writeStringField("@type", TYPE_PREFIX + "ErrorInfo");
            json.writeStringField("domain", DOMAIN);
            json.writeFieldName("metadata");
            Json.texts(json, info.metadata());
            json.writeStringField("reason", info.reason());
        } else if (detail instanceof ErrorDetail.Resource resource) {
            json.writeStringField("@type", TYPE_PREFIX + "ResourceInfo");
            json.writeStringField("description", resource.description());
            json.writeStringField("owner", resource.owner());
            json.writeStringField("resource_name", resource.name());
            json.writeStringField("resource_type", resource.type());
        } else if (detail instanceof ErrorDetail.BadField field) {
            json.writeStringField("@type", TYPE_PREFIX + "BadRequest");
            json.writeArrayFieldStart("field_violations");
            json.writeStartObject();
            json.writeStringField("field", field.field());
            json.writeStringField("description", asGoPrints(field.description()));
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
