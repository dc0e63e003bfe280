package dev.inlay.controlplane.operator;

import dev.inlay.metrics.ProgramMetrics;

/** What the operator counts, under Dapr's names. Thread-safe. */
final class OperatorMetrics {

    private final ProgramMetrics.Count created;
    private final ProgramMetrics.Count updated;

    OperatorMetrics(ProgramMetrics metrics) {
        this.created = metrics.counter(
                "dapr_operator_service_created_total", "The total number of dapr services created.", "app_id");
        this.updated = metrics.counter(
                "dapr_operator_service_updated_total", "The total number of dapr services updated.", "app_id");
    }

    void serviceCreated(String appId) {
        created.increment(appId);
    }

    void serviceUpdated(String appId) {
        updated.increment(appId);
    }
}
