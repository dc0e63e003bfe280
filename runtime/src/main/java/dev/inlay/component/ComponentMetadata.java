package dev.inlay.component;

import dev.inlay.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of one component, checked against the fields of its type: every accessor gives a well-formed value.
 * Names are taken in any case, aliases included. Immutable.
 */
public final class ComponentMetadata {

    private static final Set<String> TRUE = Set.of("true", "t", "1", "y", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "f", "0", "n", "no", "off");

    private final Map<String, String> values;

    private ComponentMetadata(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Checks values against fields.
     *
     * @throws InvalidComponentException with every fault found, one a line
     */
    public static ComponentMetadata of(List<MetadataField> fields, Map<String, String> values) {
        Map<String, String> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        checked.putAll(values);
        List<FieldFault> faults = check(fields, checked);
        if (!faults.isEmpty()) {
            throw new InvalidComponentException(faults.stream()
                    .map(fault -> "metadata field '" + fault.field() + "' " + fault.problem())
                    .collect(Collectors.joining("\n")));
        }
        return new ComponentMetadata(checked);
    }

    /** What is wrong with values, field by field; none if {@link #of} would take them. */
    static List<FieldFault> faults(List<MetadataField> fields, Map<String, String> values) {
        Map<String, String> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        checked.putAll(values);
        return check(fields, checked);
    }

    /** What is wrong with one field. */
    record FieldFault(
            String field, String problem, @Nullable String inDaprsWords) {}

    /** Names in {@code values} that no field knows, in their order. */
    public static List<String> unknown(List<MetadataField> fields, Map<String, String> values) {
        Set<String> known = new HashSet<>();
        for (MetadataField field : fields) {
            known.add(field.name().toLowerCase(Locale.ROOT));
            field.aliases().forEach(alias -> known.add(alias.toLowerCase(Locale.ROOT)));
        }
        return values.keySet().stream()
                .filter(name -> !known.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Fills in aliases and defaults; returns what is wrong. */
    private static List<FieldFault> check(List<MetadataField> fields, Map<String, String> values) {
        List<FieldFault> faults = new ArrayList<>();
        for (MetadataField field : fields) {
            for (String alias : field.aliases()) {
                String value = values.get(alias);
                if (value != null) {
                    values.putIfAbsent(field.name(), value);
                }
            }
            String value = values.get(field.name());
            if (value == null || (value.isEmpty() && field.kind() != MetadataField.Kind.STRING)) {
                if (field.defaultValue() != null) {
                    values.put(field.name(), field.defaultValue());
                } else if (field.required()) {
                    faults.add(missing(field, "is missing"));
                }
                continue;
            }
            if (field.required() && value.isEmpty()) {
                faults.add(missing(field, "is empty"));
            } else if (!fits(field, value)) {
                String shown = field.sensitive() ? "a hidden value" : "'" + value + "'";
                faults.add(new FieldFault(field.name(), "has " + shown + " (expected: " + expected(field) + ")", null));
            }
        }
        return faults;
    }

    private static FieldFault missing(MetadataField field, String problem) {
        return new FieldFault(
                field.name(), problem + " (expected: " + expected(field) + ")", field.missingInDaprsWords());
    }

    private static boolean fits(MetadataField field, String value) {
        if (!field.allowed().isEmpty() && field.allowed().stream().noneMatch(value::equalsIgnoreCase)) {
            return value.isEmpty();
        }
        return switch (field.kind()) {
            case STRING -> true;
            case BOOL -> TRUE.contains(lower(value)) || FALSE.contains(lower(value));
            case NUMBER -> isNumber(value);
            case DURATION -> isDuration(value);
            case BYTE_SIZE -> value.strip().matches("\\d+(\\.\\d+)?([KMGT]i?|k)?B?");
        };
    }

    private static String expected(MetadataField field) {
        if (!field.allowed().isEmpty()) {
            return "one of "
                    + String.join(", ", field.allowed().stream().sorted().toList());
        }
        return switch (field.kind()) {
            case STRING -> "text";
            case BOOL -> "true or false";
            case NUMBER -> "a whole number";
            case DURATION -> "a duration, as 500ms or 5s";
            case BYTE_SIZE -> "a size, as 100Mi";
        };
    }

    private static boolean isNumber(String value) {
        try {
            Long.parseLong(value.strip());
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDuration(String value) {
        try {
            Durations.parseOrSeconds(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String lower(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    /** The text of a field, or its default; null if there is neither or it is empty. */
    public @Nullable String find(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The text of a field that is required or has a default. */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("metadata field '" + name + "' is neither required nor has a default");
        }
        return value;
    }

    /** Whether a field says yes; false if it is absent. */
    public boolean flag(String name) {
        String value = find(name);
        return value != null && TRUE.contains(lower(value));
    }

    /** The number in a field; null if it is absent. */
    public @Nullable Long number(String name) {
        String value = find(name);
        return value == null ? null : Long.valueOf(value.strip());
    }

    /** The number in a field, or this one. */
    public int number(String name, int otherwise) {
        Long value = number(name);
        return value == null ? otherwise : Math.toIntExact(value);
    }

    /** The duration in a field; null if it is absent. */
    public @Nullable Duration duration(String name) {
        String value = find(name);
        return value == null ? null : Durations.parseOrSeconds(value);
    }

    /** The duration in a field, or this one. */
    public Duration duration(String name, Duration otherwise) {
        Duration value = duration(name);
        return value == null ? otherwise : value;
    }

    /** Everything, defaults included. Holds secrets: not for logs. */
    public Map<String, String> asMap() {
        return new HashMap<>(values);
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
