package dev.inlay.testkit.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A reply as it came.
 *
 * @param fields the header fields, by their names in lower case
 */
public record WireReply(int status, Map<String, List<String>> fields, String body) {

    /** The values of a header field; empty if it is absent. */
    public List<String> all(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
