package dev.inlay.app;

import com.google.protobuf.Any;
import com.google.protobuf.UnsafeByteOperations;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MessageBody;
import dev.inlay.message.Verbs;
import io.dapr.v1.CommonProtos;
import io.dapr.v1.CommonProtos.HTTPExtension;
import java.util.Map;

/** Requests as the message that Dapr's gRPC services have in common. */
public final class CommonMessages {

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

    private CommonMessages() {}

    /** The message of a request, without header fields and body. */
    public static CommonProtos.InvokeRequest.Builder of(InvokeRequest request) {
        CommonProtos.InvokeRequest.Builder message = CommonProtos.InvokeRequest.newBuilder()
                .setMethod(request.method())
                .setHttpExtension(
                        HTTPExtension.newBuilder().setVerb(verb(request.verb())).setQuerystring(request.query()));
        String contentType = request.contentType();
        if (contentType != null) {
            message.setContentType(contentType);
        }
        return message;
    }

    /** A body as these messages carry it. The bytes are not copied and must not change. */
    public static Any data(byte[] body) {
        return Any.newBuilder().setValue(UnsafeByteOperations.unsafeWrap(body)).build();
    }

    /** The bytes of a body, with the type that it was given. */
    public static Any data(MessageBody body, byte[] bytes) {
        return data(bytes).toBuilder().setTypeUrl(body.type()).build();
    }

    /** Dapr's rule: a verb it does not know becomes POST. */
    private static HTTPExtension.Verb verb(String verb) {
        return VERBS.getOrDefault(Verbs.canonical(verb), HTTPExtension.Verb.POST);
    }

    /** The verb of a message; POST if it names none. */
    public static String verb(HTTPExtension extension) {
        HTTPExtension.Verb verb = extension.getVerb();
        return verb == HTTPExtension.Verb.NONE || verb == HTTPExtension.Verb.UNRECOGNIZED ? "POST" : verb.name();
    }
}
