package dev.inlay.cli.run;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a setting's value looks like. Reads the raw value (text, list of texts or map of texts, as they stand in the
 * template or on the command line) into what the rest works with: {@code String}, {@code Integer},
 * {@code List<String>} or {@code Map<String, String>}.
 */
enum Kind {
    TEXT("a text") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return text(raw);
        }
    },
    /** Zero and below mean "none", as in Dapr. */
    PORT("a port from 1 to 65535, or 0 for none") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            int port = number(raw);
            if (port > 65535) {
                throw new UnexpectedValue(this);
            }
            return port;
        }
    },
    NUMBER("a whole number") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return number(raw);
        }
    },
    FLAG("true or false") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return oneOf(raw, Set.of("true", "false"));
        }
    },
    LOG_LEVEL("one of debug, info, warn, error, fatal, panic") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return oneOf(raw, Set.of("debug", "info", "warn", "error", "fatal", "panic"));
        }
    },
    PROTOCOL("one of http, https, grpc, grpcs, h2c") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return oneOf(raw, Set.of("http", "https", "grpc", "grpcs", "h2c"));
        }
    },
    LOG_DESTINATION("one of file, console, fileAndConsole") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            String text = text(raw);
            for (LogDestination destination : LogDestination.values()) {
                if (destination.name().equals(text)) {
                    return destination;
                }
            }
            throw new UnexpectedValue(this);
        }
    },
    PATHS("a list, as [\"./resources\"]") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return list(raw);
        }
    },
    COMMAND_LINE("a list, as [\"java\", \"-jar\", \"app.jar\"]") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            return list(raw);
        }
    },
    TEXT_MAP("names with texts, as LOG_FORMAT: json") {
        @Override
        Object read(Object raw) throws UnexpectedValue {
            if (raw instanceof Map<?, ?> map) {
                return map;
            }
            throw new UnexpectedValue(this);
        }
    };

    private final String expected;

    Kind(String expected) {
        this.expected = expected;
    }

    /** What a value of this kind looks like, for a fault's text. */
    String expected() {
        return expected;
    }

    abstract Object read(Object raw) throws UnexpectedValue;

    String text(Object raw) throws UnexpectedValue {
        if (raw instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new UnexpectedValue(this);
    }

    List<?> list(Object raw) throws UnexpectedValue {
        if (raw instanceof List<?> list) {
            return list;
        }
        throw new UnexpectedValue(this);
    }

    int number(Object raw) throws UnexpectedValue {
        try {
            return Integer.parseInt(text(raw));
        } catch (NumberFormatException e) {
            throw new UnexpectedValue(this);
        }
    }

    String oneOf(Object raw, Set<String> known) throws UnexpectedValue {
        String text = text(raw).toLowerCase(Locale.ROOT);
        if (!known.contains(text)) {
            throw new UnexpectedValue(this);
        }
        return text;
    }

    /** The value does not look as its kind wants it. */
    static final class UnexpectedValue extends Exception {
        UnexpectedValue(Kind kind) {
            super(kind.expected);
        }
    }
}
