package dev.inlay.telemetry;

import dev.inlay.message.MessageHeaders;
import org.jspecify.annotations.Nullable;

/** Header fields into which tracing writes. They are copied at the first write only. Not thread-safe. */
public final class TraceHeaders {

    static final String TRACE_PARENT = "traceparent";

    private final MessageHeaders original;
    private final boolean readOnly;
    private MessageHeaders.@Nullable Builder changed;

    TraceHeaders(MessageHeaders original, boolean readOnly) {
        this.original = original;
        this.readOnly = readOnly;
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
