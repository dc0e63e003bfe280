package dev.inlay.app;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.ReservedFields;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The metadata that an application that speaks gRPC gets with a call, by Dapr's rules: names in lower case; those that
 * HTTP gives a meaning of its own with {@code dapr-} before them; values of {@code …-bin} decoded; the trace both as
 * {@code traceparent} and as {@code grpc-trace-bin}.
 */
final class AppMetadata {

    private static final String TRACE_BIN = "grpc-trace-bin";

    /** What says something about one call of gRPC, and is said anew for the next. */
    private static final Set<String> OF_THE_CALL = Set.of(
            "destination-app-id",
            "content-type",
            "te",
            "user-agent",
            "grpc-timeout",
            "grpc-encoding",
            "grpc-accept-encoding",
            "grpc-status",
            "grpc-message",
            "grpc-status-details-bin");

    private AppMetadata() {}

    static Metadata of(InvokeRequest request) {
        Metadata metadata = new Metadata();
        request.headers().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (ReservedFields.contains(lower)) {
                add(metadata, "dapr-" + lower, values);
            } else if (!isOfTheCall(lower)) {
                add(metadata, lower, values);
            }
        });
        if (request.body().length() > 0) {
            metadata.put(
                    key("dapr-content-length"), Long.toString(request.body().length()));
        }
        addTrace(metadata, request);
        return metadata;
    }

    static boolean isOfTheCall(String lowerCaseName) {
        return OF_THE_CALL.contains(lowerCaseName);
    }

    private static void add(Metadata metadata, String name, List<String> values) {
        if (!isMetadataName(name)) {
            return;
        }
        for (String value : values) {
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                metadata.put(binaryKey(name), bytes(value));
            } else {
                metadata.put(key(name), value);
            }
        }
    }

    private static void addTrace(Metadata metadata, InvokeRequest request) {
        String traceParent = request.headers().first("traceparent");
        byte[] bytes = traceParent == null ? null : TraceContextBinary.encode(traceParent);
        if (bytes != null) {
            metadata.discardAll(binaryKey(TRACE_BIN));
            metadata.put(binaryKey(TRACE_BIN), bytes);
        }
    }

    /** Bytes travel as base64 among header fields; what is not is taken as it stands. */
    private static byte[] bytes(String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A header field may have a name that gRPC refuses. */
    private static boolean isMetadataName(String lower) {
        return !lower.isEmpty()
                && lower.chars()
                        .allMatch(letter -> (letter >= 'a' && letter <= 'z')
                                || (letter >= '0' && letter <= '9')
                                || letter == '-'
                                || letter == '_'
                                || letter == '.');
    }

    static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Metadata.Key<byte[]> binaryKey(String name) {
        return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    }
}
