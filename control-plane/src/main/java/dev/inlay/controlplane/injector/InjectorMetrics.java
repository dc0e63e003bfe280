package dev.inlay.controlplane.injector;

import dev.inlay.metrics.ProgramMetrics;

/** What the injector counts, under Dapr's names. Thread-safe. */
final class InjectorMetrics {

    private final ProgramMetrics.Count requests;
    private final ProgramMetrics.Count succeeded;
    private final ProgramMetrics.Count failed;

    InjectorMetrics(ProgramMetrics metrics) {
        this.requests = metrics.counter(
                "dapr_injector_sidecar_injection_requests_total", "The total number of sidecar injection requests.");
        this.succeeded = metrics.counter(
                "dapr_injector_sidecar_injection_succeeded_total",
                "The total number of successful sidecar injections.",
                "app_id");
        this.failed = metrics.counter(
                "dapr_injector_sidecar_injection_failed_total",
                "The total number of failed sidecar injections.",
                "app_id",
                "reason");
    }

    void requested() {
        requests.increment();
    }

    void succeeded(String appId) {
        succeeded.increment(appId);
    }

    /**
     * Counts a failure.
     *
     * @param reason one of Dapr's: {@code pod_patch}, {@code patch}, {@code response}, {@code write_response}
     */
    void failed(String appId, String reason) {
        failed.increment(appId, reason);
    }
}
