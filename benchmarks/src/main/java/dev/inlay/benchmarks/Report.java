package dev.inlay.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what was measured. Judges nothing. */
final class Report {

    private static final String NAME = "%-50s";
    private static final String ROW = NAME + " %9s %12s %9s %9s %8s  %s%n";

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String title, String explanation) {
        out.printf("%n%s%n%s%n%s%n", title, "=".repeat(title.length()), explanation);
    }

    void line(String text) {
        out.println(text);
    }

    void table(Map<Side, Measurement> measured) {
        out.printf(ROW, "", "calls/s", "CPU µs/call", "p50 µs", "p99 µs", "failed", "CPU µs/call by process");
        measured.forEach((side, m) -> out.printf(
                ROW,
                side.name(),
                number(m.callsPerSecond()),
                decimal(m.cpuMicrosPerCall()),
                number(m.latencyMicros(0.5)),
                number(m.latencyMicros(0.99)),
                m.failures(),
                m.cpu().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + decimal(m.microsPerCall(entry.getValue())))
                        .collect(Collectors.joining(", "))));
    }

    /** Each side as a multiple of one of them; nothing if there is only that one. */
    void ratios(Map<Side, Measurement> measured, Side yardstick) {
        Measurement unit = measured.get(yardstick);
        if (unit == null || measured.size() < 2) {
            return;
        }
        out.printf("%nAs multiples of: %s%n", yardstick.name());
        out.printf(NAME + " %9s %12s %9s %9s%n", "", "calls/s", "CPU/call", "p50", "p99");
        measured.forEach((side, m) -> out.printf(
                NAME + " %9s %12s %9s %9s%n",
                side.name(),
                ratio(m.callsPerSecond(), unit.callsPerSecond()),
                ratio(m.cpuMicrosPerCall(), unit.cpuMicrosPerCall()),
                ratio(m.latencyMicros(0.5), unit.latencyMicros(0.5)),
                ratio(m.latencyMicros(0.99), unit.latencyMicros(0.99))));
    }

    /** What each side adds to the first in CPU time, and how that compares. */
    void added(Map<Side, Measurement> measured, Side base, List<Side> others) {
        Measurement least = measured.get(base);
        if (least == null || others.isEmpty()) {
            return;
        }
        out.printf("%nCPU time added to: %s%n", base.name());
        double first = Double.NaN;
        for (Side side : others) {
            Measurement m = measured.get(side);
            if (m == null) {
                continue;
            }
            double added = m.cpuMicrosPerCall() - least.cpuMicrosPerCall();
            String share = Double.isNaN(first)
                    ? ""
                    : "  = " + ratio(added, first) + " of " + others.get(0).name();
            first = Double.isNaN(first) ? added : first;
            out.printf(NAME + " %9s µs/call%s%n", side.name(), decimal(added), share);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String ratio(double value, double unit) {
        return String.format(Locale.ROOT, "%.2f", value / unit);
    }
}
