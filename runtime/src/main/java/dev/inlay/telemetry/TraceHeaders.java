package dev.inlay.telemetry;

import dev.inlay.message.MessageHeaders;
import org.jspecify.annotations.Nullable;

/** Header fields into which tracing writes. They are copied at the first write only. Not thread-safe. */
public final class TraceHeaders {

    /** The field that carries a trace. */
    public static final String TRACE_PARENT = "traceparent";

    /** What Dapr writes where nobody traces: applications log it, and tell by it that a call came through the runtime. */
    public static final String NO_TRACE = "00-00000000000000000000000000000000-0000000000000000-00";

    private final MessageHeaders original;
    private final boolean readOnly;
    private MessageHeaders.@Nullable Builder changed;

    TraceHeaders(MessageHeaders original, boolean readOnly) {
        this.original = original;
        this.readOnly = readOnly;
    }

    /** The fields, which name no trace if they have named none. */
    public static MessageHeaders named(MessageHeaders headers) {
        return headers.contains(TRACE_PARENT)
                ? headers
                : headers.toBuilder().set(TRACE_PARENT, NO_TRACE).build();
    }

    /** Gives a field this only value. */
    public void set(String name, String value) {
        if (readOnly) {
            return;
        }
        MessageHeaders.Builder builder = changed;
        if (builder == null) {
            builder = original.toBuilder();
            changed = builder;
        }
        builder.set(name, value);
    }

    /** The fields with what was written. */
    MessageHeaders headers() {
        return changed == null ? original : changed.build();
    }
}
