package dev.inlay.app;

import dev.inlay.message.ConnectionFields;
import dev.inlay.message.GrpcNames;
import dev.inlay.message.MessageHeaders;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which header fields an application that speaks HTTP gets, by Dapr's rules: not those of the caller's own connection,
 * gRPC's own names changed, and a trace that came as {@code grpc-trace-bin} as a {@code traceparent}.
 */
public final class HttpAppHeaders {

    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_BIN = "grpc-trace-bin";
    private static final Set<String> NOT_FOR_THE_APPLICATION = Set.of("destination-app-id", "content-length");

    private HttpAppHeaders() {}

    /** What the application gets of these fields. */
    public static MessageHeaders of(MessageHeaders headers) {
        ConnectionFields ofConnection = ConnectionFields.of(headers.all("connection"));
        MessageHeaders.Builder passed = MessageHeaders.builder();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            String shown = GrpcNames.inHttp(name);
            if (shown != null && !ofConnection.contains(lower) && !NOT_FOR_THE_APPLICATION.contains(lower)) {
                values.forEach(value -> passed.add(shown, value));
            }
        });
        String trace = headers.contains(TRACE_PARENT) ? null : traceParent(headers.first(TRACE_BIN));
        return trace == null ? passed.build() : passed.set(TRACE_PARENT, trace).build();
    }

    private static @Nullable String traceParent(@Nullable String traceBin) {
        if (traceBin == null) {
            return null;
        }
        try {
            return TraceContextBinary.decode(Base64.getDecoder().decode(traceBin));
        } catch (IllegalArgumentException e) {
            return null; // not base64: a trace that cannot be read is none
        }
    }
}
