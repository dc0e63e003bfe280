package dev.inlay.program.flag;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A command line that was understood: every flag that is known has its value or its default. Immutable. */
public final class ParsedFlags {

    private final Map<String, Object> values;
    private final Set<String> given;
    private final List<String> warnings;
    private final boolean helpWanted;

    ParsedFlags(Map<String, Object> values, Set<String> given, List<String> warnings, boolean helpWanted) {
        this.values = Map.copyOf(values);
        this.given = Set.copyOf(given);
        this.warnings = List.copyOf(warnings);
        this.helpWanted = helpWanted;
    }

    public String text(String flag) {
        return value(flag, String.class);
    }

    public List<String> texts(String flag) {
        return ((List<?>) value(flag, List.class)).stream().map(String::valueOf).toList();
    }

    public boolean isOn(String flag) {
        return value(flag, Boolean.class);
    }

    public int number(String flag) {
        return value(flag, Integer.class);
    }

    public Duration duration(String flag) {
        return value(flag, Duration.class);
    }

    /** Whether the flag stood on the command line. */
    public boolean isGiven(String flag) {
        return given.contains(flag);
    }

    /** What to tell about deprecated flags, a line each. */
    public List<String> warnings() {
        return warnings;
    }

    /** Whether the usage was asked for; the rest of the command line was not read then. */
    public boolean helpWanted() {
        return helpWanted;
    }

    private <T> T value(String flag, Class<T> type) {
        Object value = values.get(flag);
        if (value == null) {
            throw new IllegalArgumentException("there is no flag --" + flag);
        }
        return type.cast(value);
    }
}
