package dev.inlay.peer;

import dev.inlay.app.CommonMessages;
import dev.inlay.message.InvalidMethodException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.MethodPath;
import dev.inlay.protocol.internals.v1.APIVersion;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.ListStringValue;
import io.dapr.v1.CommonProtos.InvokeRequest.Builder;
import org.jspecify.annotations.Nullable;

/** A request, to and from its form on the internal protocol. */
final class RequestEnvelope {

    private RequestEnvelope() {}

    /** The envelope of a request, without its body. */
    static InternalInvokeRequest withoutData(InvokeRequest request) {
        return envelope(request, null);
    }

    /** The envelope with the whole body in it, for the unary call. */
    static InternalInvokeRequest withData(InvokeRequest request, byte[] body) {
        return envelope(request, body);
    }

    private static InternalInvokeRequest envelope(InvokeRequest request, byte @Nullable [] body) {
        InternalInvokeRequest.Builder envelope =
                InternalInvokeRequest.newBuilder().setVer(APIVersion.V1);
        PeerHeaders.toWire(request.headers(), envelope::putMetadata);
        long length = request.body().length();
        if (length > 0) {
            envelope.putMetadata(
                    PeerHeaders.SENT_CONTENT_LENGTH,
                    ListStringValue.newBuilder()
                            .addValues(Long.toString(length))
                            .build());
        }
        Builder message = CommonMessages.of(request).setMethod(onTheWire(request));
        if (body != null || !request.body().type().isEmpty()) {
            message.setData(CommonMessages.data(request.body(), body == null ? new byte[0] : body));
        }
        return envelope.setMessage(message).build();
    }

    private static String onTheWire(InvokeRequest request) {
        String plain = request.plainMethod();
        if (plain != null) {
            return plain;
        }
        try {
            return MethodPath.of(request.method()).onTheWire();
        } catch (InvalidMethodException e) {
            // The callee refuses it, and says so to whoever called.
            return request.method();
        }
    }

    /** Whether everything is there that a first frame must have. */
    static boolean isComplete(InternalInvokeRequest envelope) {
        return envelope.hasMessage() && envelope.getMetadataCount() > 0;
    }

    /** The request that came in for this application. */
    static InvokeRequest read(String appId, InternalInvokeRequest envelope, MessageBody body) {
        io.dapr.v1.CommonProtos.InvokeRequest message = envelope.getMessage();
        MessageHeaders.Builder headers = PeerHeaders.fromWire(envelope.getMetadataMap());
        if (!message.getContentType().isEmpty()) {
            headers.set(PeerHeaders.CONTENT_TYPE, message.getContentType());
        }
        return new InvokeRequest(
                appId,
                CommonMessages.verb(message.getHttpExtension()),
                MethodPath.inRequestLine(message.getMethod()),
                message.getHttpExtension().getQuerystring(),
                headers.build(),
                body.withType(message.getData().getTypeUrl()),
                message.getMethod());
    }
}
