package dev.inlay.time;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h30m}, {@code 500ms}, {@code 1.5s}. Manifests and flags use this form. */
public final class Durations {

    private static final Pattern WHOLE =
            Pattern.compile("([+-]?)((?:(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)");
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private Durations() {}

    /**
     * Reads a Go duration.
     *
     * @throws IllegalArgumentException naming the text and the expected form
     */
    public static Duration parse(String text) {
        Matcher whole = WHOLE.matcher(text.strip());
        if (!whole.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration (expected: number and unit, as 500ms, 5s or 1h30m)");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(whole.group(2));
        while (part.find()) {
            long unit = NANOS.getOrDefault(part.group(2), 1L);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        try {
            Duration duration = Duration.ofNanos(nanos.toBigInteger().longValueExact());
            return "-".equals(whole.group(1)) ? duration.negated() : duration;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is too long a duration (expected: at most 292 years)", e);
        }
    }

    /** Reads a Go duration, or a bare whole number as seconds. */
    public static Duration parseOrSeconds(String text) {
        String stripped = text.strip();
        return stripped.matches("[+-]?\\d{1,10}") ? Duration.ofSeconds(Long.parseLong(stripped)) : parse(stripped);
    }

    /** Writes a duration as Go does: {@code 500ms}, {@code 1.5s}, {@code 1m30s}, {@code 1h0m0s}. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return formatFraction(duration.toNanos());
        }
        StringBuilder text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (duration.toMinutes() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        BigDecimal seconds =
                BigDecimal.valueOf(duration.toSecondsPart()).add(BigDecimal.valueOf(duration.toNanosPart(), 9));
        return text.append(plain(seconds)).append('s').toString();
    }

    private static String formatFraction(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000
                ? plain(BigDecimal.valueOf(nanos, 3)) + "µs"
                : plain(BigDecimal.valueOf(nanos, 6)) + "ms";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
