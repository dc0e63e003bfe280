package dev.inlay.peer;

import com.google.protobuf.UnsafeByteOperations;
import dev.inlay.app.CommonMessages;
import dev.inlay.app.GrpcAnswer;
import dev.inlay.codec.JsonCodec;
import dev.inlay.message.GrpcNames;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.protocol.internals.v1.InternalInvokeResponse;
import dev.inlay.protocol.internals.v1.ListStringValue;
import dev.inlay.protocol.internals.v1.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer, to and from its form on the internal protocol. */
final class ResponseEnvelope {

    private static final int FIRST_HTTP = 100;
    private static final int LAST_HTTP = 599;
    private static final int SERVER_ERROR = 500;

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
        GrpcOutcome grpc = response.grpc();
        InternalInvokeResponse.Builder envelope = InternalInvokeResponse.newBuilder()
                .setStatus(grpc == null ? Status.newBuilder().setCode(response.status()) : status(grpc));
        PeerHeaders.toWire(response.headers(), (name, values) -> envelope.putHeaders(canonical(name), values));
        long length = response.body().length();
        if (length >= 0) {
            envelope.putHeaders(
                    PeerHeaders.SENT_CONTENT_LENGTH,
                    ListStringValue.newBuilder()
                            .addValues(Long.toString(length))
                            .build());
        }
        io.dapr.v1.CommonProtos.InvokeResponse.Builder message = io.dapr.v1.CommonProtos.InvokeResponse.newBuilder();
        String contentType = response.headers().first(PeerHeaders.CONTENT_TYPE);
        if (contentType != null) {
            message.setContentType(contentType);
        }
        if (body != null || !response.body().type().isEmpty()) {
            message.setData(CommonMessages.data(response.body(), body == null ? new byte[0] : body));
        }
        return envelope.setMessage(message).build();
    }

    private static Status.Builder status(GrpcOutcome grpc) {
        Status.Builder status = Status.newBuilder().setCode(grpc.code()).setMessage(grpc.message());
        grpc.details().forEach(detail -> status.addDetailsBuilder()
                .setTypeUrl(detail.type())
                .setValue(UnsafeByteOperations.unsafeWrap(detail.value())));
        return status;
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

    /** The answer that came in. */
    static InvokeResponse read(InternalInvokeResponse envelope, MessageBody untyped, JsonCodec json) {
        MessageBody body = untyped.withType(envelope.getMessage().getData().getTypeUrl());
        MessageHeaders.Builder headers =
                GrpcNames.inHttp(PeerHeaders.fromWire(envelope.getHeadersMap()).build()).toBuilder();
        String contentType = envelope.getMessage().getContentType();
        if (!contentType.isEmpty()) {
            headers.set(PeerHeaders.CONTENT_TYPE, contentType);
        }
        int code = envelope.getStatus().getCode();
        return isHttp(code)
                ? new InvokeResponse(code <= LAST_HTTP ? code : SERVER_ERROR, headers.build(), body)
                : GrpcAnswer.of(outcome(envelope.getStatus()), headers.build(), body, json);
    }

    private static GrpcOutcome outcome(Status status) {
        if (status.getCode() == GrpcOutcome.OK.code()) {
            return GrpcOutcome.OK;
        }
        List<GrpcOutcome.Detail> details = status.getDetailsList().stream()
                .map(detail -> new GrpcOutcome.Detail(
                        detail.getTypeUrl(), detail.getValue().toByteArray()))
                .toList();
        return new GrpcOutcome(status.getCode(), status.getMessage(), details);
    }

    /** Whether the answer is an error of gRPC, whose body is not the application's. */
    static boolean isGrpcError(InternalInvokeResponse envelope) {
        int code = envelope.getStatus().getCode();
        return code != GrpcOutcome.OK.code() && !isHttp(code);
    }

    /** A status code on the wire is one of HTTP from 100, and up to 16 one of gRPC. */
    private static boolean isHttp(int code) {
        return code >= FIRST_HTTP;
    }
}
