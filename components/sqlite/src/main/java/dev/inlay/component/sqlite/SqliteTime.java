package dev.inlay.component.sqlite;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as SQLite's {@code CURRENT_TIMESTAMP} writes them: UTC, whole seconds. Their text sorts as they do. */
final class SqliteTime {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** Beyond it years have five digits, and the text would no longer sort. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private SqliteTime() {}

    static String format(Instant instant) {
        return FORMAT.format(instant.isAfter(LATEST) ? LATEST : instant.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The time in a column; null if there is none or it is in a form that neither Dapr nor Inlay writes. */
    static @Nullable Instant parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
