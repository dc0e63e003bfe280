package dev.inlay.api.grpc;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.ReservedFields;
import io.grpc.Metadata;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of gRPC as header fields, and back. Binary values are base64 in header fields. Names that either side reserves
 * get the prefix {@code dapr-}; what the other side cannot carry is left out.
 */
final class InvokeHeaders {

    private static final String PREFIX = "dapr-";
    private static final String STATUS = "dapr-http-status";
    private static final String TRACE = "grpc-trace-bin";

    /** What gRPC says about its own connection and call. */
    private static final Set<String> OF_GRPC = Set.of(
            "content-type", "te", "grpc-encoding", "grpc-message", "grpc-message-type", "grpc-status", "grpc-timeout");

    private InvokeHeaders() {}

    static MessageHeaders ofRequest(Metadata metadata, @Nullable String authority) {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        if (authority != null) {
            headers.add(PREFIX + "authority", authority);
        }
        for (String name : metadata.keys()) {
            if (OF_GRPC.contains(name)) {
                continue;
            }
            String shown = name.startsWith("grpc-") && !name.equals(TRACE) ? PREFIX + name : name;
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                addAll(headers, shown, metadata.getAll(binary(name)));
            } else {
                Iterable<String> values = metadata.getAll(text(name));
                if (values != null) {
                    values.forEach(value -> headers.add(shown, value));
                }
            }
        }
        return headers.build();
    }

    private static void addAll(MessageHeaders.Builder headers, String name, @Nullable Iterable<byte[]> values) {
        if (values != null) {
            Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
            values.forEach(value -> headers.add(name, base64.encodeToString(value)));
        }
    }

    static Metadata ofAnswer(InvokeResponse response) {
        Metadata metadata = new Metadata();
        if (response.grpc() == null) {
            metadata.put(text(STATUS), String.valueOf(response.status()));
        }
        response.headers().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            String shown = ReservedFields.contains(lower) ? PREFIX + lower : lower;
            if (isName(shown)) {
                values.forEach(value -> put(metadata, shown, value));
            }
        });
        return metadata;
    }

    private static void put(Metadata metadata, String name, String value) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            byte[] bytes = decoded(value);
            if (bytes != null) {
                metadata.put(binary(name), bytes);
            }
        } else if (value.chars().allMatch(each -> each >= 0x20 && each < 0x7f)) {
            metadata.put(text(name), value);
        }
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static boolean isName(String lower) {
        return !lower.startsWith("grpc-")
                && !lower.isEmpty()
                && lower.chars()
                        .allMatch(each -> (each >= 'a' && each <= 'z')
                                || (each >= '0' && each <= '9')
                                || each == '-'
                                || each == '_'
                                || each == '.');
    }

    private static Metadata.Key<String> text(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Metadata.Key<byte[]> binary(String name) {
        return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    }
}
