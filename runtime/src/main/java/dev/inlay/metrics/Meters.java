package dev.inlay.metrics;

import dev.inlay.metrics.MetricSettings.Rewrite;
import dev.inlay.time.TimeSource;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;

/**
 * Makes the meters of one registry. The first label of each is the app id; the values of the others pass the rules of
 * the Configuration. Thread-safe.
 */
final class Meters {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final String TOTAL = "_total";

    private final String appId;
    private final PrometheusRegistry registry;
    private final MetricSettings settings;
    private final Set<String> countersWithoutTotal = ConcurrentHashMap.newKeySet();

    Meters(String appId, PrometheusRegistry registry, MetricSettings settings) {
        this.appId = appId;
        this.registry = registry;
        this.settings = settings;
    }

    /** The milliseconds since an earlier {@link TimeSource#nanoTime()}, with their fraction: the unit of latencies. */
    static double millisSince(long begin, TimeSource time) {
        return millis(time.nanoTime() - begin);
    }

    static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    /** Counts. */
    final class Count {
        private final Counter counter;
        private final Labels labels;

        private Count(Counter counter, Labels labels) {
            this.counter = counter;
            this.labels = labels;
        }

        void increment(String... values) {
            counter.labelValues(labels.of(values)).inc();
        }
    }

    /** Distributes values over buckets. */
    final class Distribution {
        private final Histogram histogram;
        private final Labels labels;

        private Distribution(Histogram histogram, Labels labels) {
            this.histogram = histogram;
            this.labels = labels;
        }

        void record(double value, String... values) {
            histogram.labelValues(labels.of(values)).observe(value);
        }
    }

    /** Shows how things stand. */
    final class Level {
        private final Gauge gauge;
        private final Labels labels;

        private Level(Gauge gauge, Labels labels) {
            this.gauge = gauge;
            this.labels = labels;
        }

        void set(double value, String... values) {
            gauge.labelValues(labels.of(values)).set(value);
        }
    }

    Count counter(String name, String help, String... labels) {
        if (!name.endsWith(TOTAL)) {
            countersWithoutTotal.add(name);
        }
        Counter counter = Counter.builder()
                .name(name)
                .help(help)
                .labelNames(withAppId(labels))
                .register(registry);
        return new Count(counter, new Labels(name, labels));
    }

    Distribution latency(String name, String help, String... labels) {
        return distribution(name, help, settings.latencyBuckets(), labels);
    }

    Distribution size(String name, String help, String... labels) {
        return distribution(name, help, SIZES, labels);
    }

    private static final List<Double> SIZES = List.of(
            1024d,
            2048d,
            4096d,
            16384d,
            65536d,
            262144d,
            1048576d,
            4194304d,
            16777216d,
            67108864d,
            268435456d,
            1073741824d,
            4294967296d);

    private Distribution distribution(String name, String help, List<Double> bounds, String... labels) {
        Histogram histogram = Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(withAppId(labels))
                .classicOnly()
                .classicUpperBounds(
                        bounds.stream().mapToDouble(Double::doubleValue).toArray())
                .register(registry);
        return new Distribution(histogram, new Labels(name, labels));
    }

    Level gauge(String name, String help, String... labels) {
        Gauge gauge = Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(withAppId(labels))
                .register(registry);
        return new Level(gauge, new Labels(name, labels));
    }

    /** The names of counters that Dapr writes without the suffix that Prometheus's library gives every counter. */
    Set<String> countersWithoutTotal() {
        return countersWithoutTotal;
    }

    private static String[] withAppId(String[] labels) {
        String[] all = new String[labels.length + 1];
        all[0] = "app_id";
        System.arraycopy(labels, 0, all, 1, labels.length);
        return all;
    }

    /** The values of one meter's labels, rewritten where a rule says so. */
    private final class Labels {

        private final List<List<Rewrite>> rewrites = new ArrayList<>();
        private final boolean anyRewrites;

        Labels(String metric, String[] names) {
            Map<String, List<Rewrite>> rules = settings.rules().getOrDefault(metric, Map.of());
            for (String name : names) {
                rewrites.add(rules.getOrDefault(name, List.of()));
            }
            this.anyRewrites = !rules.isEmpty();
        }

        String[] of(String[] values) {
            String[] all = new String[values.length + 1];
            all[0] = appId;
            for (int i = 0; i < values.length; i++) {
                all[i + 1] = anyRewrites ? rewritten(values[i], rewrites.get(i)) : values[i];
            }
            return all;
        }

        private static String rewritten(String value, List<Rewrite> rules) {
            String result = value;
            for (Rewrite rule : rules) {
                result = rule.pattern().matcher(result).replaceAll(Matcher.quoteReplacement(rule.replacement()));
            }
            return result;
        }
    }
}
