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
}
