package dev.inlay.program.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/** How grave a line is, in Dapr's order and words. */
public enum Severity {
    DEBUG("debug", "debug"),
    INFO("info", "info"),
    WARN("warn", "warning"),
    ERROR("error", "error"),
    FATAL("fatal", "fatal");

    private final String option;
    private final String written;

    Severity(String option, String written) {
        this.option = option;
        this.written = written;
    }

    /** The severity that {@code --log-level} names; empty if there is none of that name. */
    public static Optional<Severity> of(String option) {
        String lower = option.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(severity -> severity.option.equals(lower))
                .findFirst();
    }

    /** As it stands in a line. */
    String written() {
        return written;
    }

    static Severity of(Level level) {
        return switch (level) {
            case ERROR -> ERROR;
            case WARN -> WARN;
            case INFO -> INFO;
            case DEBUG, TRACE -> DEBUG;
        };
    }
}
