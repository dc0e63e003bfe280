package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What owners of workloads are told. */
class WorkloadFaultsTests {

    @Test
    void rightAnnotationsHaveNoFaults() {
        assertThat(WorkloadFaults.of(Map.of(
                        "dapr.io/enabled", "true",
                        "dapr.io/app-id", "nodeapp",
                        "dapr.io/app-port", "3000",
                        "inlay.dev/runtime", "embedded",
                        "other.example/thing", "x")))
                .isEmpty();
    }

    @Test
    void whoDoesNotAskIsNotTold() {
        assertThat(WorkloadFaults.of(Map.of("dapr.io/app-port", "many"))).isEmpty();
        assertThat(WorkloadFaults.of(null)).isEmpty();
    }

    @Test
    void eachFaultNamesTheAnnotationItsValueAndWhatWasExpected() {
        assertThat(WorkloadFaults.of(Map.of(
                        "dapr.io/enabled", "yes",
                        "dapr.io/app-id", "Node.App",
                        "dapr.io/app-port", "many",
                        "dapr.io/app-protocol", "pigeon",
                        "dapr.io/sidecar-readiness-probe-delay-seconds", "soon",
                        "dapr.io/ap-port", "1",
                        "inlay.dev/runtime", "imbedded")))
                .hasSize(7)
                .anyMatch(fault -> fault.startsWith("Annotation dapr.io/enabled is 'yes'"))
                .anyMatch(fault -> fault.startsWith("invalid app id (input: 'Node.App'"))
                .anyMatch(fault -> fault.contains("dapr.io/app-port is 'many' and is ignored (expected: a whole number"))
                .anyMatch(fault -> fault.contains("dapr.io/app-protocol is 'pigeon' (expected: one of [grpc, grpcs, h2c"))
                .anyMatch(fault -> fault.contains("dapr.io/sidecar-readiness-probe-delay-seconds is 'soon'"))
                .anyMatch(fault -> fault.equals("Annotation dapr.io/ap-port is not known and does nothing"))
                .anyMatch(fault -> fault.contains("inlay.dev/runtime is 'imbedded' (expected: one of [embedded, sidecar]"));
    }
}
