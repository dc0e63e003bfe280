package dev.inlay.testkit.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a case remembers, and the texts that refer to it. Not thread-safe. */
final class Variables {

    static final String ANY = "$(any)";

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([^)]*)\\)");

    private final Map<String, String> values = new HashMap<>();

    Variables(Map<String, String> given) {
        values.putAll(given);
    }

    /** The text with what its references stand for. */
    String fill(String text) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    /** The text with what is known already, so that a number can stand for itself in JSON. */
    String fillKnown(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private String value(String reference) {
        int star = reference.indexOf('*');
        if (star > 0) {
            return reference.substring(0, star).repeat(Integer.parseInt(reference.substring(star + 1)));
        }
        String value = values.get(reference);
        if (value == null) {
            throw new IllegalArgumentException("nothing is remembered as " + reference);
        }
        return value;
    }

    /** Whether a text is what is expected; remembers what it is told to. */
    boolean matches(String expected, String actual) {
        StringBuilder pattern = new StringBuilder();
        Matcher reference = REFERENCE.matcher(expected);
        Map<Integer, String> remembered = new HashMap<>();
        int start = 0;
        int group = 0;
        while (reference.find()) {
            pattern.append(Pattern.quote(expected.substring(start, reference.start())));
            String name = reference.group(1);
            if (name.equals("any")) {
                pattern.append(".*");
            } else if (name.startsWith("=")) {
                pattern.append("(.*)");
                remembered.put(++group, name.substring(1));
            } else {
                pattern.append(Pattern.quote(value(name)));
            }
            start = reference.end();
        }
        pattern.append(Pattern.quote(expected.substring(start)));
        Matcher match = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
        if (!match.matches()) {
            return false;
        }
        remembered.forEach((index, name) -> values.put(name, match.group(index)));
        return true;
    }
}
