package dev.inlay.component;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a manifest's body of what the YAML parser gives: text keys, no nulls in it, aliases written out, immutable.
 * Bounded, because a few nested aliases can stand for more than memory holds.
 */
final class ManifestBody {

    private static final int MAX_VALUES = 100_000;
    private static final int MAX_DEPTH = 60;

    private final ResourceSource source;
    private final List<Fault> faults;
    private int values;

    private ManifestBody(ResourceSource source, List<Fault> faults) {
        this.source = source;
        this.faults = faults;
    }

    /** The body of a document; null, and a fault, if it cannot be one. */
    static @Nullable Map<String, Object> of(ResourceSource source, Map<?, ?> content, List<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        Map<String, Object> body = new ManifestBody(source, found).copy(content, "", 0);
        faults.addAll(found);
        return found.isEmpty() ? body : null;
    }

    private Map<String, Object> copy(Map<?, ?> map, String path, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = key(entry.getKey(), path);
            Object value = entry.getValue();
            if (key == null || value == null) {
                continue;
            }
            String place = path.isEmpty() ? key : path + "." + key;
            Object copied = copyValue(value, place, depth + 1);
            if (copied != null && copy.put(key, copied) != null) {
                fault(place, "is there twice, once as text and once as a number or boolean (expected: once)");
            }
        }
        return Collections.unmodifiableMap(copy);
    }

    private @Nullable String key(@Nullable Object key, String path) {
        if (isNoFiniteNumber(key)) {
            fault(path, "has a key that is no finite number (expected: text; put quotes around it)");
            return null;
        } else if (key instanceof String || key instanceof Number || key instanceof Boolean) {
            return ScalarText.of(key);
        }
        fault(path, "has a key that is empty, a list or a map (expected: text)");
        return null;
    }

    private @Nullable Object copyValue(Object value, String path, int depth) {
        if (++values > MAX_VALUES || depth > MAX_DEPTH) {
            if (faults.isEmpty()) {
                fault(
                        path,
                        "with its aliases written out the document has more than " + MAX_VALUES
                                + " values or more than " + MAX_DEPTH
                                + " levels (expected: less; write fewer aliases)");
            }
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return copy(map, path, depth);
        } else if (value instanceof List<?> list) {
            return copy(list, path, depth);
        } else if (isNoFiniteNumber(value)) {
            fault(path, "is no finite number (expected: a number; put quotes around it if it is meant as text)");
            return null;
        }
        return value;
    }

    private static boolean isNoFiniteNumber(@Nullable Object value) {
        return value instanceof Double number && !Double.isFinite(number);
    }

    private List<Object> copy(List<?> list, String path, int depth) {
        List<Object> copy = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = path + "[" + i + "]";
            Object item = list.get(i);
            if (item == null) {
                fault(place, "is empty (expected: a value, or no item)");
                continue;
            }
            Object copied = copyValue(item, place, depth + 1);
            if (copied != null) {
                copy.add(copied);
            }
        }
        return Collections.unmodifiableList(copy);
    }

    private void fault(String path, String problem) {
        faults.add(new Fault(source, path, problem));
    }
}
