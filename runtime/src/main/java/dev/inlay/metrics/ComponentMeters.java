package dev.inlay.metrics;

import dev.inlay.telemetry.InlayObservation;
import java.util.Map;
import java.util.stream.Collectors;

/** Operations on components, one pair of meters a building block. Thread-safe. */
final class ComponentMeters {

    private static final String[] LABELS = {"component", "namespace", "operation", "success"};
    private static final Map<InlayObservation, String> BLOCKS =
            Map.of(InlayObservation.STATE, "state", InlayObservation.SECRETS, "secret");

    private final Map<InlayObservation, Pair> pairs;
    private final String namespace;

    private record Pair(Meters.Count count, Meters.Distribution latencies) {}

    ComponentMeters(Meters meters, String namespace) {
        this.namespace = namespace;
        this.pairs = BLOCKS.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> pair(meters, entry.getValue())));
    }

    private static Pair pair(Meters meters, String block) {
        return new Pair(
                meters.counter(
                        "dapr_component_" + block + "_count",
                        "The number of operations performed on the " + block + " component.",
                        LABELS),
                meters.latency(
                        "dapr_component_" + block + "_latencies",
                        "The latency of the response from the " + block + " component.",
                        LABELS));
    }

    void record(InlayObservation observation, String component, String operation, boolean success, double millis) {
        Pair pair = pairs.get(observation);
        if (pair != null) {
            String[] labels = {component, namespace, operation, Boolean.toString(success)};
            pair.count().increment(labels);
            pair.latencies().record(millis, labels);
        }
    }
}
