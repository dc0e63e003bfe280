package dev.inlay.message;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of gRPC metadata that are no names of HTTP header fields, and what Dapr makes of them. */
public final class GrpcNames {

    private GrpcNames() {}

    /**
     * The field's name toward HTTP: {@code :authority} becomes {@code dapr-authority}, {@code grpc-timeout} becomes
     * {@code dapr-grpc-timeout}; null for bytes ({@code …-bin}), which have no place there.
     */
    public static @Nullable String inHttp(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith("-bin")) {
            return null;
        }
        if (lower.startsWith(":")) {
            return "dapr-" + lower.substring(1);
        }
        return lower.startsWith("grpc-") ? "dapr-" + lower : name;
    }

    /** These fields by their names toward HTTP. */
    public static MessageHeaders inHttp(MessageHeaders headers) {
        MessageHeaders.Builder renamed = MessageHeaders.builder();
        headers.forEach((name, values) -> {
            String shown = inHttp(name);
            if (shown != null) {
                values.forEach(value -> renamed.add(shown, value));
            }
        });
        return renamed.build();
    }
}
