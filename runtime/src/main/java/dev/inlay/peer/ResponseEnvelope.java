package dev.inlay.peer;

import com.google.protobuf.Any;
import com.google.protobuf.UnsafeByteOperations;
import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.protocol.internals.v1.InternalInvokeResponse;
import dev.inlay.protocol.internals.v1.ListStringValue;
import dev.inlay.protocol.internals.v1.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer, to and from its form on the internal protocol. */
final class ResponseEnvelope {

    /** See {@link #canonical}: by another name a caller by gRPC would take it for the length of the frame. */
    private static final String SHOWN_CONTENT_LENGTH = "Content-Length";

    private ResponseEnvelope() {}

    /** The envelope of an answer, without its body. */
    static InternalInvokeResponse withoutData(InvokeResponse response) {
        return envelope(response, null);
    }

    /** The envelope with the whole body in it, for the unary call. */
    static InternalInvokeResponse withData(InvokeResponse response, byte[] body) {
        return envelope(response, body);
    }

    private static InternalInvokeResponse envelope(InvokeResponse response, byte @Nullable [] body) {
        InternalInvokeResponse.Builder envelope = InternalInvokeResponse.newBuilder()
                .setStatus(Status.newBuilder().setCode(response.status()));
        PeerHeaders.toWire(response.headers(), (name, values) -> envelope.putHeaders(canonical(name), values));
        long length = response.body().length();
        if (length >= 0) {
            envelope.putHeaders(
                    SHOWN_CONTENT_LENGTH,
                    ListStringValue.newBuilder()
                            .addValues(Long.toString(length))
                            .build());
        }
        io.dapr.v1.CommonProtos.InvokeResponse.Builder message = io.dapr.v1.CommonProtos.InvokeResponse.newBuilder();
        String contentType = response.headers().first(PeerHeaders.CONTENT_TYPE);
        if (contentType != null) {
            message.setContentType(contentType);
        }
        if (body != null) {
            message.setData(Any.newBuilder().setValue(UnsafeByteOperations.unsafeWrap(body)));
        }
        return envelope.setMessage(message).build();
    }

    /** The spelling of Go, as {@code Content-Type}: daprd tells HTTP's own fields from others by it. */
    private static String canonical(String name) {
        StringBuilder spelled = new StringBuilder(name.length());
        boolean first = true;
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            spelled.append(first ? Character.toUpperCase(letter) : Character.toLowerCase(letter));
            first = letter == '-';
        }
        return spelled.toString();
    }

    /**
     * The answer that came in. An application that speaks gRPC answers with a status of gRPC; that becomes the HTTP
     * status of Dapr's table, and the body says what went wrong.
     */
    static InvokeResponse read(InternalInvokeResponse envelope, MessageBody body, JsonCodec json) {
        Status status = envelope.getStatus();
        MessageHeaders.Builder headers = PeerHeaders.fromWire(envelope.getHeadersMap());
        String contentType = envelope.getMessage().getContentType();
        if (!contentType.isEmpty()) {
            headers.set(PeerHeaders.CONTENT_TYPE, contentType);
        }
        int http = GrpcHttpStatus.toHttp(status.getCode());
        if (isGrpcError(envelope)) {
            headers.set(PeerHeaders.CONTENT_TYPE, "application/json");
            return new InvokeResponse(http, headers.build(), MessageBody.of(describe(status, json)));
        }
        return new InvokeResponse(http, headers.build(), body);
    }

    /** Whether the answer is an error of gRPC, whose body is not the application's. */
    static boolean isGrpcError(InternalInvokeResponse envelope) {
        int code = envelope.getStatus().getCode();
        return code != 0 && !GrpcHttpStatus.isHttp(code);
    }

    private static byte[] describe(Status status, JsonCodec json) {
        List<Map<String, Object>> details = new ArrayList<>();
        for (Any detail : status.getDetailsList()) {
            details.add(Map.of(
                    "@type", detail.getTypeUrl(), "value", detail.getValue().toByteArray()));
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("code", status.getCode());
        text.put("message", status.getMessage());
        text.put("details", details);
        return json.encode(text);
    }
}
