package dev.inlay.resiliency;

import dev.inlay.component.Fault;
import dev.inlay.component.ResourceSource;
import dev.inlay.time.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object of a manifest, read field by field. What is wrong becomes a fault in a list, and reading goes on with the
 * default, so that all faults are found in one pass.
 *
 * <p>Not thread-safe.
 */
final class Fields {

    private static final Logger LOG = LoggerFactory.getLogger(Fields.class);

    private final ResourceSource source;
    private final String path;
    private final Map<String, Object> values;
    private final List<Fault> faults;

    private Fields(ResourceSource source, String path, Map<String, Object> values, List<Fault> faults) {
        this.source = source;
        this.path = path;
        this.values = values;
        this.faults = faults;
    }

    /** The whole document. */
    static Fields of(ResourceSource source, Map<String, Object> document, List<Fault> faults) {
        return new Fields(source, "", document, faults);
    }

    void fault(String name, String problem) {
        faults.add(new Fault(source, pathOf(name), problem));
    }

    /** Where a field stands, to report on it after the reading. */
    Place place(String name) {
        return new Place(source, pathOf(name));
    }

    /** Warns of fields that nobody reads: most often a slip of the pen. */
    void warnOfOthersThan(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                LOG.warn(
                        "{}: {}: unknown field, ignored (known here: {})",
                        source,
                        pathOf(name),
                        known.stream().sorted().toList());
            }
        }
    }

    /** An object; one without fields if it is absent. */
    Fields object(String name) {
        Object value = values.get(name);
        if (value == null) {
            return new Fields(source, pathOf(name), Map.of(), faults);
        }
        if (value instanceof Map<?, ?> map) {
            return new Fields(source, pathOf(name), stringKeys(map), faults);
        }
        fault(name, "'" + value + "' is not an object");
        return new Fields(source, pathOf(name), Map.of(), faults);
    }

    /** The objects of a map from names to objects, in their order. */
    Map<String, Fields> objects(String name) {
        Fields map = object(name);
        Map<String, Fields> all = new LinkedHashMap<>();
        map.values.keySet().forEach(key -> all.put(key, map.object(key)));
        return all;
    }

    Set<String> names() {
        return values.keySet();
    }

    /** A text; empty if it is absent. Numbers count as their text, as YAML writes {@code httpStatusCodes: 503}. */
    String text(String name) {
        Object value = values.get(name);
        if (value == null) {
            return "";
        }
        if (value instanceof String || value instanceof Number) {
            return value.toString().strip();
        }
        fault(name, "'" + value + "' is not a text");
        return "";
    }

    int integer(String name, int defaultValue) {
        String text = text(name);
        if (text.isEmpty()) {
            return defaultValue;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            fault(name, "'" + text + "' is not a whole number");
            return defaultValue;
        }
    }

    /** An integer that is not negative. */
    int count(String name, int defaultValue) {
        int value = integer(name, defaultValue);
        if (value < 0) {
            fault(name, value + " is negative (expected: 0 or more)");
            return defaultValue;
        }
        return value;
    }

    /** A duration as Go writes it, or a bare whole number as milliseconds, as Dapr reads them. */
    @Nullable Duration duration(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            Duration duration =
                    text.matches("\\d{1,15}") ? Duration.ofMillis(Long.parseLong(text)) : Durations.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
            fault(name, "'" + text + "' is negative (expected: 0 or longer)");
        } catch (IllegalArgumentException e) {
            fault(name, String.valueOf(e.getMessage()));
        }
        return null;
    }

    Duration duration(String name, Duration defaultValue) {
        Duration duration = duration(name);
        return duration == null ? defaultValue : duration;
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Map<String, Object> stringKeys(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    /** A field's place in a manifest. */
    record Place(ResourceSource source, String field) {
        Fault fault(String problem) {
            return new Fault(source, field, problem);
        }
    }
}
