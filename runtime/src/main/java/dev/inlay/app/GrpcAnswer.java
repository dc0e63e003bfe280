package dev.inlay.app;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of an application that speaks gRPC, as callers by HTTP get it from Dapr: the status of its table, and in
 * the place of a body the {@code google.rpc.Status} as JSON, if the call failed.
 */
public final class GrpcAnswer {

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .usingTypeRegistry(JsonFormat.TypeRegistry.newBuilder()
                    .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                    .build());
    private static final TypeRef<Map<String, Object>> FIELDS = new TypeRef<>() {};

    private GrpcAnswer() {}

    /** What an outcome is in HTTP. The body is left aside if the call failed. */
    public static InvokeResponse of(GrpcOutcome outcome, MessageHeaders headers, MessageBody body, JsonCodec json) {
        if (outcome.isOk()) {
            return new InvokeResponse(outcome.httpStatus(), headers, body, outcome);
        }
        MessageHeaders described =
                headers.toBuilder().set("content-type", "application/json").build();
        return new InvokeResponse(
                outcome.httpStatus(), described, MessageBody.of(json.encode(describe(outcome, json))), outcome);
    }

    private static Map<String, Object> describe(GrpcOutcome outcome, JsonCodec json) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("code", outcome.code());
        if (!outcome.message().isEmpty()) {
            status.put("message", outcome.message());
        }
        List<Map<String, Object>> details =
                outcome.details().stream().map(detail -> describe(detail, json)).toList();
        if (!details.isEmpty()) {
            status.put("details", details);
        }
        return status;
    }

    /** The fields of a message that gRPC itself defines; of any other, which nobody here can read, its bytes. */
    private static Map<String, Object> describe(GrpcOutcome.Detail detail, JsonCodec json) {
        Any message = Any.newBuilder()
                .setTypeUrl(detail.type())
                .setValue(ByteString.copyFrom(detail.value()))
                .build();
        try {
            Map<String, Object> fields =
                    json.decode(PRINTER.print(message).getBytes(StandardCharsets.UTF_8), FIELDS.type());
            return fields == null ? Map.of() : fields;
        } catch (InvalidProtocolBufferException e) {
            Map<String, Object> bytes = new LinkedHashMap<>();
            bytes.put("@type", detail.type());
            bytes.put("value", detail.value());
            return bytes;
        }
    }
}
