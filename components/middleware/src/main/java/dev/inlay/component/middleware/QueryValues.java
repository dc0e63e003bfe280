package dev.inlay.component.middleware;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The values of a query, by name. Written as Go writes them: sorted by name, blanks as plus signs. Not thread-safe. */
public final class QueryValues {

    private final TreeMap<String, List<String>> values = new TreeMap<>();

    /** The values of a raw query. Pairs that are wrongly encoded are left out. */
    public static QueryValues parse(String query) {
        QueryValues parsed = new QueryValues();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty()) {
                parsed.addEncoded(name, equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return parsed;
    }

    private void addEncoded(String name, String value) {
        try {
            add(URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return; // a percent sign that encodes nothing
        }
    }

    /** Adds a value after those of the same name. */
    public QueryValues add(String name, String value) {
        values.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
        return this;
    }

    /** The first value of a name; empty if there is none. */
    public String first(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.get(0);
    }

    /** The raw query. */
    public String encode() {
        StringJoiner query = new StringJoiner("&");
        values.forEach((name, all) -> all.forEach(value -> query.add(encode(name) + "=" + encode(value))));
        return query.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
