package dev.inlay.peer;

import com.google.protobuf.Any;
import com.google.protobuf.UnsafeByteOperations;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.Verbs;
import dev.inlay.protocol.internals.v1.APIVersion;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.ListStringValue;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.dapr.v1.CommonProtos.InvokeRequest.Builder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request, to and from its form on the internal protocol. */
final class RequestEnvelope {

    private static final Map<String, HTTPExtension.Verb> VERBS = Map.of(
            "GET", HTTPExtension.Verb.GET,
            "HEAD", HTTPExtension.Verb.HEAD,
            "POST", HTTPExtension.Verb.POST,
            "PUT", HTTPExtension.Verb.PUT,
            "DELETE", HTTPExtension.Verb.DELETE,
            "CONNECT", HTTPExtension.Verb.CONNECT,
            "OPTIONS", HTTPExtension.Verb.OPTIONS,
            "TRACE", HTTPExtension.Verb.TRACE,
            "PATCH", HTTPExtension.Verb.PATCH);

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
                    PeerHeaders.CONTENT_LENGTH,
                    ListStringValue.newBuilder()
                            .addValues(Long.toString(length))
                            .build());
        }
        Builder message = io.dapr.v1.CommonProtos.InvokeRequest.newBuilder()
                .setMethod(request.method())
                .setHttpExtension(
                        HTTPExtension.newBuilder().setVerb(verb(request.verb())).setQuerystring(request.query()));
        String contentType = request.contentType();
        if (contentType != null) {
            message.setContentType(contentType);
        }
        if (body != null) {
            message.setData(Any.newBuilder().setValue(UnsafeByteOperations.unsafeWrap(body)));
        }
        return envelope.setMessage(message).build();
    }

    private static HTTPExtension.Verb verb(String verb) {
        return VERBS.getOrDefault(Verbs.canonical(verb), HTTPExtension.Verb.POST);
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
                verb(message.getHttpExtension().getVerb()),
                message.getMethod(),
                message.getHttpExtension().getQuerystring(),
                headers.build(),
                body);
    }

    private static String verb(HTTPExtension.Verb verb) {
        return verb == HTTPExtension.Verb.NONE || verb == HTTPExtension.Verb.UNRECOGNIZED ? "POST" : verb.name();
    }
}
