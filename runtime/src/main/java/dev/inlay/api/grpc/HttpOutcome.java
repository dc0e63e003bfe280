package dev.inlay.api.grpc;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A status of HTTP as one of gRPC, by Dapr's table: the message is the reason phrase, and the details hold the status and
 * the beginning of the body.
 */
final class HttpOutcome {

    /** As many characters of a body as Dapr shows. */
    private static final int SHOWN = 63;

    private static final Map<Integer, Code> CODES = Map.ofEntries(
            Map.entry(408, Code.CANCELLED),
            Map.entry(400, Code.INTERNAL),
            Map.entry(504, Code.DEADLINE_EXCEEDED),
            Map.entry(404, Code.NOT_FOUND),
            Map.entry(409, Code.ALREADY_EXISTS),
            Map.entry(403, Code.PERMISSION_DENIED),
            Map.entry(401, Code.UNAUTHENTICATED),
            Map.entry(429, Code.RESOURCE_EXHAUSTED),
            Map.entry(501, Code.UNIMPLEMENTED),
            Map.entry(503, Code.UNAVAILABLE));

    /** Phrases that Netty has not, or has in another form than Dapr shows. */
    private static final Map<Integer, String> PHRASES =
            Map.of(414, "Request URI Too Long", 418, "I'm a teapot", 425, "Too Early");

    private HttpOutcome() {}

    /** The error that this status, which is not 2xx, stands for. */
    static StatusRuntimeException error(int httpStatus, byte[] body) {
        return error(httpStatus, beginning(body));
    }

    /** The error that this status, which is not 2xx, stands for. */
    static StatusRuntimeException error(int httpStatus, String message) {
        String phrase = phrase(httpStatus);
        ErrorInfo info = ErrorInfo.newBuilder()
                .setReason(phrase)
                .setDomain(GrpcErrors.DOMAIN)
                .putMetadata("http.code", String.valueOf(httpStatus))
                .putMetadata("http.error_message", message)
                .build();
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(CODES.getOrDefault(httpStatus, Code.UNKNOWN).value())
                .setMessage(phrase)
                .addDetails(Any.pack(info))
                .build());
    }

    private static String phrase(int httpStatus) {
        String own = PHRASES.get(httpStatus);
        if (own != null) {
            return own;
        }
        String phrase = HttpResponseStatus.valueOf(httpStatus).reasonPhrase();
        // Netty makes a phrase up for statuses that have none, as "Server Error (599)".
        return phrase.endsWith("(" + httpStatus + ")") ? "" : phrase;
    }

    private static String beginning(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body, 0, Math.min(body.length, SHOWN));
        CharBuffer text = CharBuffer.allocate(SHOWN);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(bytes, text, false);
        return text.flip().toString();
    }
}
