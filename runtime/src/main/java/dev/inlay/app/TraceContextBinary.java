package dev.inlay.app;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code traceparent} as the bytes of {@code grpc-trace-bin}, and back.
 *
 * @see <a href="https://github.com/census-instrumentation/opencensus-specs/blob/master/encodings/BinaryEncoding.md">the
 *     encoding</a>
 */
public final class TraceContextBinary {

    private static final Pattern TRACE_PARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    private static final Pattern NO_TRACE = Pattern.compile("00-(0{32}-.*|[0-9a-f]{32}-0{16}-.*)");
    private static final int LENGTH = 29;
    private static final byte TRACE_ID = 0;
    private static final byte SPAN_ID = 1;
    private static final byte FLAGS = 2;

    private TraceContextBinary() {}

    /** The bytes, also of what names no trace; null if the text is no {@code traceparent} of version 00. */
    public static byte @Nullable [] encode(String traceParent) {
        var parts = TRACE_PARENT.matcher(traceParent);
        if (!parts.matches()) {
            return null;
        }
        HexFormat hex = HexFormat.of();
        return ByteBuffer.allocate(LENGTH)
                .put((byte) 0)
                .put(TRACE_ID)
                .put(hex.parseHex(parts.group(1)))
                .put(SPAN_ID)
                .put(hex.parseHex(parts.group(2)))
                .put(FLAGS)
                .put(hex.parseHex(parts.group(3)))
                .array();
    }

    /** The {@code traceparent}; null if the bytes are in another form or name no trace. */
    public static @Nullable String decode(byte[] bytes) {
        if (bytes.length != LENGTH
                || bytes[0] != 0
                || bytes[1] != TRACE_ID
                || bytes[18] != SPAN_ID
                || bytes[27] != FLAGS) {
            return null;
        }
        HexFormat hex = HexFormat.of();
        String text = "00-" + hex.formatHex(bytes, 2, 18) + "-" + hex.formatHex(bytes, 19, 27) + "-"
                + hex.formatHex(bytes, 28, LENGTH);
        return NO_TRACE.matcher(text).matches() ? null : text;
    }
}
