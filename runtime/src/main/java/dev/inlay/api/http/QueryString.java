package dev.inlay.api.http;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads raw query strings. Of several values of a name the first counts, as with Dapr. */
final class QueryString {

    private static final String METADATA = "metadata.";

    /** Told each name and value, decoded; goes on as long as it says so. */
    private interface Visitor {
        boolean visit(String name, String value);
    }

    private QueryString() {}

    /** The value of a name; null if it is absent, empty if it has none. */
    static @Nullable String first(String query, String name) {
        if (query.isEmpty()) {
            return null;
        }
        String[] found = new String[1];
        forEach(query, (each, value) -> {
            if (each.equals(name)) {
                found[0] = value;
                return false;
            }
            return true;
        });
        return found[0];
    }

    /** The values of {@code metadata.<name>}, by name. */
    static Map<String, String> metadata(String query) {
        if (query.isEmpty()) {
            return Map.of();
        }
        Map<String, String> metadata = new HashMap<>();
        forEach(query, (name, value) -> {
            if (name.startsWith(METADATA)) {
                metadata.putIfAbsent(name.substring(METADATA.length()), value);
            }
            return true;
        });
        return metadata;
    }

    private static void forEach(String query, Visitor visitor) {
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', start);
            boolean valued = equals >= 0 && equals < end;
            String name = Percent.decodeQuery(query.substring(start, valued ? equals : end));
            String value = valued ? Percent.decodeQuery(query.substring(equals + 1, end)) : "";
            if (end > start && !visitor.visit(name, value)) {
                return;
            }
            start = end + 1;
        }
    }
}
