package dev.inlay.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Writes metrics in Prometheus's text format, version 0.0.4. The library's own writer gives every counter the suffix
 * {@code _total}; Dapr's names, which boards know, often have none.
 */
final class PrometheusText {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int SMALLEST_PLAIN_EXPONENT = -4;
    private static final int FIRST_LARGE_EXPONENT = 6;

    private final Set<String> countersWithoutTotal;
    private final StringBuilder text = new StringBuilder(16 << 10);

    private PrometheusText(Set<String> countersWithoutTotal) {
        this.countersWithoutTotal = countersWithoutTotal;
    }

    /** @param countersWithoutTotal the names of counters that are written as they are */
    static String write(MetricSnapshots snapshots, Set<String> countersWithoutTotal) {
        PrometheusText writer = new PrometheusText(countersWithoutTotal);
        snapshots.forEach(writer::write);
        return writer.text.toString();
    }

    private void write(MetricSnapshot snapshot) {
        String name = snapshot.getMetadata().getPrometheusName();
        if (snapshot instanceof CounterSnapshot counter) {
            String full = countersWithoutTotal.contains(name) ? name : name + "_total";
            head(snapshot, full, "counter");
            counter.getDataPoints().forEach(point -> line(full, point.getLabels(), point.getValue()));
        } else if (snapshot instanceof GaugeSnapshot gauge) {
            head(snapshot, name, "gauge");
            gauge.getDataPoints().forEach(point -> line(name, point.getLabels(), point.getValue()));
        } else if (snapshot instanceof InfoSnapshot info) {
            head(snapshot, name + "_info", "gauge");
            info.getDataPoints().forEach(point -> line(name + "_info", point.getLabels(), 1));
        } else if (snapshot instanceof HistogramSnapshot histogram) {
            head(snapshot, name, "histogram");
            histogram.getDataPoints().forEach(point -> histogram(name, point));
        } else if (snapshot instanceof SummarySnapshot summary) {
            head(snapshot, name, "summary");
            summary.getDataPoints().forEach(point -> summary(name, point));
        }
    }

    private void head(MetricSnapshot snapshot, String name, String type) {
        String help = snapshot.getMetadata().getHelp();
        if (help != null) {
            text.append("# HELP ").append(name).append(' ');
            escape(help, false);
            text.append('\n');
        }
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void histogram(String name, HistogramSnapshot.HistogramDataPointSnapshot point) {
        ClassicHistogramBuckets buckets = point.getClassicBuckets();
        long cumulated = 0;
        for (int i = 0; i < buckets.size(); i++) {
            cumulated += buckets.getCount(i);
            start(name + "_bucket", point.getLabels(), "le", number(buckets.getUpperBound(i)));
            text.append(cumulated).append('\n');
        }
        line(name + "_sum", point.getLabels(), point.getSum());
        line(name + "_count", point.getLabels(), cumulated);
    }

    private void summary(String name, SummarySnapshot.SummaryDataPointSnapshot point) {
        for (Quantile quantile : point.getQuantiles()) {
            start(name, point.getLabels(), "quantile", number(quantile.getQuantile()));
            text.append(number(quantile.getValue())).append('\n');
        }
        line(name + "_sum", point.getLabels(), point.getSum());
        line(name + "_count", point.getLabels(), point.getCount());
    }

    private void line(String name, Labels labels, double value) {
        start(name, labels, "", "");
        text.append(number(value)).append('\n');
    }

    private void start(String name, Labels labels, String lastName, String lastValue) {
        text.append(name);
        char separator = '{';
        for (int i = 0; i < labels.size(); i++) {
            separator = label(separator, labels.getPrometheusName(i), labels.getValue(i));
        }
        if (!lastName.isEmpty()) {
            separator = label(separator, lastName, lastValue);
        }
        text.append(separator == '{' ? " " : "} ");
    }

    private char label(char separator, String name, String value) {
        text.append(separator).append(name).append("=\"");
        escape(value, true);
        text.append('"');
        return ',';
    }

    private void escape(String raw, boolean quotes) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\') {
                text.append("\\\\");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c == '"' && quotes) {
                text.append("\\\"");
            } else {
                text.append(c);
            }
        }
    }

    /** As Go writes numbers: so the bounds of buckets are the same text in a fleet of both runtimes. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        } else if (value == 0) {
            return "0";
        }
        BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < FIRST_LARGE_EXPONENT) {
            return decimal.toPlainString();
        }
        String digits = decimal.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "")
                + mantissa
                + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
