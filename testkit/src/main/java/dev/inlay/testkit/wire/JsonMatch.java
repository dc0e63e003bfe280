package dev.inlay.testkit.wire;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares JSON documents of which one may hold references. */
final class JsonMatch {

    private static final String MORE = "$(more)";
    private static final String ABSENT = "$(absent)";

    private final Variables variables;

    JsonMatch(Variables variables) {
        this.variables = variables;
    }

    /** Whether a text is an object or list in JSON. */
    static boolean isJson(String text) {
        String start = text.strip();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return false;
        }
        try {
            read(text);
            return true;
        } catch (CodecException e) {
            return false;
        }
    }

    private static @Nullable Object read(String text) {
        return JsonCodec.standard().decode(text.getBytes(StandardCharsets.UTF_8), Object.class);
    }

    boolean matches(String expected, String actual) {
        return matches(read(expected), read(actual));
    }

    private boolean matches(@Nullable Object expected, @Nullable Object actual) {
        if (expected instanceof String text) {
            return text.equals(Variables.ANY) || (actual instanceof String other && variables.matches(text, other));
        }
        if (expected instanceof Map<?, ?> map) {
            return actual instanceof Map<?, ?> other && matches(map, other);
        }
        if (expected instanceof List<?> list) {
            return actual instanceof List<?> other && matches(list, other);
        }
        if (expected instanceof Number number) {
            return actual instanceof Number other && number.doubleValue() == other.doubleValue();
        }
        return expected == null ? actual == null : expected.equals(actual);
    }

    private boolean matches(Map<?, ?> expected, Map<?, ?> actual) {
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            boolean present = actual.containsKey(entry.getKey());
            boolean wanted = !ABSENT.equals(entry.getValue());
            if (MORE.equals(entry.getKey())) {
                continue;
            }
            if (present != wanted || (present && !matches(entry.getValue(), actual.get(entry.getKey())))) {
                return false;
            }
        }
        return expected.containsKey(MORE) || expected.keySet().containsAll(actual.keySet());
    }

    private boolean matches(List<?> expected, List<?> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }
}
