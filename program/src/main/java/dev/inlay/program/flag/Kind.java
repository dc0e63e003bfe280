package dev.inlay.program.flag;

import dev.inlay.time.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a flag's value looks like: how it is read, and how usage names it. */
public enum Kind {
    TEXT("string") {
        @Override
        Object read(String text) {
            return text;
        }
    },
    TEXTS("strings") {
        @Override
        Object read(String text) {
            return commaSeparated(text);
        }
    },
    SWITCH("") {
        @Override
        Object read(String text) {
            String stripped = text.strip();
            if (TRUE.contains(stripped)) {
                return true;
            }
            if (FALSE.contains(stripped)) {
                return false;
            }
            throw new IllegalArgumentException("it is neither true nor false (expected: true or false)");
        }
    },
    NUMBER("int") {
        @Override
        Object read(String text) {
            return wholeNumber(text);
        }
    },
    COUNT("uint") {
        @Override
        Object read(String text) {
            int count = wholeNumber(text);
            if (count < 0) {
                throw new IllegalArgumentException("it is below zero (expected: a whole number from 0)");
            }
            return count;
        }
    },
    DURATION("duration") {
        @Override
        Object read(String text) {
            return Durations.parse(text);
        }
    };

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final String typeName;

    Kind(String typeName) {
        this.typeName = typeName;
    }

    /** How usage names the value; empty if the flag needs none. */
    String typeName() {
        return typeName;
    }

    /**
     * Reads a value: a {@code String}, {@code List<String>}, {@code Boolean}, {@code Integer} or {@code Duration}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    abstract Object read(String text);

    private static int wholeNumber(String text) {
        try {
            return Integer.decode(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "it is not a whole number (expected: " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + ")", e);
        }
    }

    /** One line of CSV: a value in double quotes may have commas, and a quote in it is written twice. */
    private static List<String> commaSeparated(String text) {
        List<String> values = new ArrayList<>();
        if (text.isEmpty()) {
            return values;
        }
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (c == '"' && (quoted || value.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is opened and not closed (expected: a,b or \"a,b\",c)");
        }
        values.add(value.toString());
        return values;
    }
}
