package dev.inlay.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The metrics of a program that serves no application, as those of the control plane. Thread-safe. */
public final class ProgramMetrics {

    private static final String TOTAL = "_total";

    /** The library keeps this ending for itself. Dapr's operator counts services that were created. */
    private static final String RESERVED = "_created" + TOTAL;

    private static final String ALIAS = "_made_under_an_alias";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Set<String> countersWithoutTotal = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean machineShown = new AtomicBoolean();

    /** Counts. */
    public static final class Count {
        private final Counter counter;

        private Count(Counter counter) {
            this.counter = counter;
        }

        /** One more. @param labels a value for each label */
        public void increment(String... labels) {
            counter.labelValues(labels).inc();
        }
    }

    /** Shows how things stand. */
    public static final class Level {
        private final Gauge gauge;

        private Level(Gauge gauge) {
            this.gauge = gauge;
        }

        /** @param labels a value for each label */
        public void set(double value, String... labels) {
            gauge.labelValues(labels).set(value);
        }
    }

    /** A counter; one without labels shows 0 from the beginning. */
    public Count counter(String name, String help, String... labels) {
        String registered =
                name.endsWith(RESERVED) ? name.substring(0, name.length() - RESERVED.length()) + ALIAS : name;
        if (!registered.endsWith(TOTAL)) {
            countersWithoutTotal.add(registered);
        }
        Counter counter =
                Counter.builder().name(registered).help(help).labelNames(labels).register(registry);
        return new Count(counter);
    }

    /** A gauge. */
    public Level gauge(String name, String help, String... labels) {
        return new Level(
                Gauge.builder().name(name).help(help).labelNames(labels).register(registry));
    }

    /** Everything, in Prometheus's text format 0.0.4, with the metrics of the virtual machine. */
    public String scrape() {
        if (machineShown.compareAndSet(false, true)) {
            JvmMetrics.builder().register(registry);
        }
        return PrometheusText.write(registry.scrape(), countersWithoutTotal).replace(ALIAS, RESERVED);
    }
}
