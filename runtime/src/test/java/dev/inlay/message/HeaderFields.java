package dev.inlay.message;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Header fields as a map that ignores the case of names, for assertions on all of them. */
public final class HeaderFields {

    private HeaderFields() {}

    public static Map<String, List<String>> of(MessageHeaders headers) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(fields::put);
        return fields;
    }
}
