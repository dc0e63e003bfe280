package dev.inlay.program.log;

import java.time.OffsetDateTime;
import java.util.SortedMap;

/**
 * One line.
 *
 * @param fields everything besides time, level and message; texts, numbers or booleans
 */
record LogLine(OffsetDateTime time, Severity severity, String message, SortedMap<String, Object> fields) {

    /** The time as RFC 3339 with as many digits of a second as it has. */
    String timeText() {
        StringBuilder text = new StringBuilder(36);
        text.append(time.getYear()).append('-');
        twoDigits(text, time.getMonthValue()).append('-');
        twoDigits(text, time.getDayOfMonth()).append('T');
        twoDigits(text, time.getHour()).append(':');
        twoDigits(text, time.getMinute()).append(':');
        twoDigits(text, time.getSecond());
        fraction(text, time.getNano());
        return text.append(time.getOffset().getId()).toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static void fraction(StringBuilder text, int nanos) {
        if (nanos == 0) {
            return;
        }
        text.append('.');
        int rest = nanos;
        for (int unit = 100_000_000; rest > 0; unit /= 10) {
            text.append((char) ('0' + rest / unit));
            rest %= unit;
        }
    }
}
