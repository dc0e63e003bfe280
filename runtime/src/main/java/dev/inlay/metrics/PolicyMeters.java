package dev.inlay.metrics;

import dev.inlay.resiliency.PolicyListener;
import java.util.List;

/** What resiliency policies do. Thread-safe. */
final class PolicyMeters implements PolicyListener {

    private static final List<String> BREAKER_STATES = List.of("closed", "half-open", "open", "unknown");
    private static final String[] LABELS = {"flow_direction", "name", "namespace", "policy", "status", "target"};

    private final Meters.Count loaded;
    private final Meters.Count applied;
    private final Meters.Count activated;
    private final Meters.Level breakerState;

    /** Dapr knows one set of policies, merged of all manifests, and names it by the last. */
    private volatile Manifest manifest = new Manifest("", "");

    private record Manifest(String name, String namespace) {}

    PolicyMeters(Meters meters) {
        this.loaded =
                meters.counter("dapr_resiliency_loaded", "Number of resiliency policies loaded.", "name", "namespace");
        this.applied = meters.counter(
                "dapr_resiliency_count",
                "Number of times a resiliency policyKey has been applied to a building block.",
                LABELS);
        this.activated = meters.counter(
                "dapr_resiliency_activations_total",
                "Number of times a resiliency policyKey has been activated in a building block after a failure or after"
                        + " a state change.",
                LABELS);
        this.breakerState = meters.gauge(
                "dapr_resiliency_cb_state",
                "A resiliency policy's current CircuitBreakerState state. 0 is closed, 1 is half-open, 2 is open, and -1"
                        + " is unknown.",
                LABELS);
    }

    @Override
    public void loaded(String name, String namespace) {
        manifest = new Manifest(name, namespace);
        loaded.increment(name, namespace);
    }

    @Override
    public Target target(String target, String flowDirection) {
        return new Target() {
            @Override
            public void applied(Kind kind, String status) {
                applied.increment(labels(kind, status));
                if (kind == Kind.CIRCUIT_BREAKER) {
                    show(status);
                }
            }

            @Override
            public void activated(Kind kind, String status) {
                activated.increment(labels(kind, status));
            }

            /**
             * Of the four series of a breaker the one of its state is 1: the state that the last operation found, as
             * with Dapr, so that boards and alerts see the half-open state, too, which a single success ends.
             */
            private void show(String status) {
                for (String state : BREAKER_STATES) {
                    breakerState.set(state.equals(status) ? 1 : 0, labels(Kind.CIRCUIT_BREAKER, state));
                }
            }

            private String[] labels(Kind kind, String status) {
                Manifest named = manifest;
                return new String[] {flowDirection, named.name(), named.namespace(), kind.text(), status, target};
            }
        };
    }
}
