package dev.inlay.peer;

import dev.inlay.message.ConnectionFields;
import dev.inlay.message.MessageHeaders;
import dev.inlay.protocol.internals.v1.ListStringValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Which header fields pass between instances and on to the application. Fields that are about one connection stop
 * here, in both directions.
 */
final class PeerHeaders {

    static final String CONTENT_TYPE = "content-type";
    /**
     * Spelled as Go spells it: daprd tells HTTP's own fields from others by it, and would hand another spelling to an
     * application that speaks gRPC, which takes it for the length of the frame.
     */
    static final String SENT_CONTENT_LENGTH = "Content-Length";

    private static final String CONTENT_LENGTH = "content-length";

    private static final Set<String> APART_FROM_THE_FIELDS = Set.of(CONTENT_TYPE, CONTENT_LENGTH, "destination-app-id");

    private PeerHeaders() {}

    /** What goes on the wire: all fields but those of the caller's own connection. */
    static void toWire(MessageHeaders headers, BiConsumer<String, ListStringValue> wire) {
        ConnectionFields ofConnection = ConnectionFields.of(headers.all("connection"));
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!ofConnection.contains(lower) && !lower.equals("host") && !lower.equals(CONTENT_LENGTH)) {
                wire.accept(
                        name, ListStringValue.newBuilder().addAllValues(values).build());
            }
        });
    }

    /**
     * What a message that came over the wire carries; content type and length are told apart from the fields. The names
     * that gRPC keeps for itself are still there: what becomes of them depends on what the receiver speaks.
     */
    static MessageHeaders.Builder fromWire(Map<String, ListStringValue> wire) {
        ConnectionFields ofConnection = ConnectionFields.of(all(wire, "connection"));
        MessageHeaders.Builder headers = MessageHeaders.builder();
        wire.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!ofConnection.contains(lower) && !APART_FROM_THE_FIELDS.contains(lower)) {
                values.getValuesList().forEach(value -> headers.add(name, value));
            }
        });
        return headers;
    }

    /** The first value of a field on the wire, where names come in any case; empty if there is none. */
    static String first(Map<String, ListStringValue> wire, String name) {
        List<String> values = all(wire, name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** The announced number of bytes; -1 if there is none, or none that makes sense. */
    static long contentLength(Map<String, ListStringValue> wire) {
        String text = first(wire, CONTENT_LENGTH);
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }

    private static List<String> all(Map<String, ListStringValue> wire, String name) {
        ListStringValue exact = wire.get(name);
        if (exact != null) {
            return exact.getValuesList();
        }
        for (Map.Entry<String, ListStringValue> entry : wire.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue().getValuesList();
            }
        }
        return List.of();
    }
}
