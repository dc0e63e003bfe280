package dev.inlay.program.flag;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts of bytes as Kubernetes writes them: {@code 4Mi}, {@code 500k}, {@code 1e6}, {@code 1.5Gi}. */
public final class Quantity {

    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([a-zA-Z]{0,2})|[eE]([+-]?\\d{1,3}))");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("", BigDecimal.ONE),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantity() {}

    /**
     * Reads a whole number of bytes.
     *
     * @throws IllegalArgumentException naming the text and the expected form
     */
    public static long bytes(String text) {
        Matcher form = FORM.matcher(text.strip());
        BigDecimal unit = !form.matches() ? null : unit(form);
        if (unit == null) {
            throw unexpected(text);
        }
        try {
            return new BigDecimal(form.group(1)).multiply(unit).longValueExact();
        } catch (ArithmeticException e) {
            throw unexpected(text);
        }
    }

    private static @Nullable BigDecimal unit(Matcher form) {
        return form.group(3) == null
                ? UNITS.get(form.group(2))
                : BigDecimal.ONE.scaleByPowerOfTen(Integer.parseInt(form.group(3)));
    }

    private static IllegalArgumentException unexpected(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a whole number of bytes (expected: number and unit, as 4Mi, 500k or 1048576)");
    }
}
