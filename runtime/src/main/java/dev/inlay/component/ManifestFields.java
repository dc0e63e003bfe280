package dev.inlay.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a manifest field by field. A field of the wrong type is noted as a fault and reads as absent, so one
 * reading finds every fault. Where text is asked for, numbers and booleans pass as their text, as with Dapr.
 *
 * <p>Not thread-safe.
 */
public final class ManifestFields {

    private final ResourceSource source;
    private final String path;
    private final Map<String, Object> values;
    private final List<Fault> faults;

    private ManifestFields(ResourceSource source, String path, Map<String, Object> values, List<Fault> faults) {
        this.source = source;
        this.path = path;
        this.values = values;
        this.faults = faults;
    }

    /** The whole document. */
    public static ManifestFields of(ResourceSource source, Map<String, Object> body, List<Fault> faults) {
        return new ManifestFields(source, "", body, faults);
    }

    /** All fields, unread. */
    public Map<String, Object> values() {
        return values;
    }

    /** Whether a field is there at all. */
    public boolean has(String name) {
        return values.containsKey(spelled(name));
    }

    /** How this part spells a field. As with Dapr, case does not matter: {@code baseURL} is {@code baseUrl}. */
    private String spelled(String name) {
        if (values.containsKey(name)) {
            return name;
        }
        for (String present : values.keySet()) {
            if (present.equalsIgnoreCase(name)) {
                return present;
            }
        }
        return name;
    }

    /** The value of a field as it is; null if it is absent. */
    public @Nullable Object raw(String name) {
        return values.get(spelled(name));
    }

    /** The text of a field; empty if it is absent. */
    public String text(String name) {
        Object value = values.get(spelled(name));
        if (value instanceof Map || value instanceof List) {
            fault(name, "is " + kindOf(value) + " (expected: text)");
            return "";
        }
        return ScalarText.of(value);
    }

    /** The text of a field that must be there. */
    public String requiredText(String name, String example) {
        String value = text(name);
        if (value.isBlank() && isScalar(name)) {
            fault(name, (has(name) ? "is empty" : "is missing") + " (expected: text, as " + example + ")");
        }
        return value;
    }

    private boolean isScalar(String name) {
        return !(values.get(spelled(name)) instanceof Map) && !(values.get(spelled(name)) instanceof List);
    }

    /** Whether a field says true; false if it is absent. */
    public boolean flag(String name) {
        Object value = values.get(spelled(name));
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        fault(name, "is " + kindOf(value) + " (expected: true or false, without quotes)");
        return false;
    }

    /** The part under a field; one without fields if it is absent. */
    public ManifestFields child(String name) {
        Object value = values.get(spelled(name));
        if (value != null && !(value instanceof Map)) {
            fault(name, "is " + kindOf(value) + " (expected: a map)");
        }
        return new ManifestFields(source, place(name), asMap(value), faults);
    }

    /** The texts of a list; none if it is absent. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        List<?> items = list(name, "a list of texts");
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            if (item instanceof Map || item instanceof List) {
                fault(name + "[" + i + "]", "is " + kindOf(item) + " (expected: text)");
            } else {
                texts.add(ScalarText.of(item));
            }
        }
        return texts;
    }

    /** The maps of a list; none if it is absent. Faults in them name the item by its {@code name}, if it has one. */
    public List<ManifestFields> items(String name) {
        List<ManifestFields> maps = new ArrayList<>();
        List<?> items = list(name, "a list of maps");
        for (int i = 0; i < items.size(); i++) {
            Map<String, Object> item = asMap(items.get(i));
            if (items.get(i) instanceof Map) {
                String label = item.get("name") instanceof String text && !text.isEmpty() ? text : String.valueOf(i);
                maps.add(new ManifestFields(source, place(name + "[" + label + "]"), item, faults));
            } else {
                fault(name + "[" + i + "]", "is " + kindOf(items.get(i)) + " (expected: a map)");
            }
        }
        return maps;
    }

    private List<?> list(String name, String expected) {
        Object value = values.get(spelled(name));
        if (value == null) {
            return List.of();
        } else if (value instanceof List<?> list) {
            return list;
        }
        fault(name, "is " + kindOf(value) + " (expected: " + expected + ")");
        return List.of();
    }

    /** Notes that a field is wrong. */
    public void fault(String name, String problem) {
        faults.add(new Fault(source, place(name), problem));
    }

    private String place(String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }

    @SuppressWarnings("unchecked") // every map in a body has text keys and no null values: ManifestBody makes it so
    private static Map<String, Object> asMap(@Nullable Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    /** What a value is, in words. */
    static String kindOf(@Nullable Object value) {
        if (value == null) {
            return "empty";
        } else if (value instanceof Map) {
            return "a map";
        } else if (value instanceof List) {
            return "a list";
        } else if (value instanceof Boolean) {
            return "a boolean";
        }
        return value instanceof Number ? "a number" : "text";
    }
}
