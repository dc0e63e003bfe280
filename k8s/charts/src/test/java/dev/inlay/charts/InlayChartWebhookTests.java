package dev.inlay.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import org.junit.jupiter.api.Test;

class InlayChartWebhookTests {

    private static final Chart CHART = Chart.named("inlay");

    @Test
    void podsThatAskForASidecarNeverStartWithoutItAndNoOtherPodIsConcerned() {
        MutatingWebhook webhook = webhook(CHART.forKubernetes("1.30.0"));

        assertThat(webhook.getFailurePolicy()).isEqualTo("Fail");
        assertThat(webhook.getMatchConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getExpression()).contains("dapr.io/enabled"));
        assertThat(webhook(CHART.with("dapr_sidecar_injector.webhookFailurePolicy=Ignore"))
                        .getFailurePolicy())
                .isEqualTo("Ignore");
    }

    @Test
    void whereTheServerCannotTellThemApartTheInjectorsAbsenceStopsNoPod() {
        MutatingWebhook webhook = webhook(CHART.forKubernetes("1.29.9"));

        assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
        assertThat(webhook.getMatchConditions()).isEmpty();
    }

    @Test
    void theWebhookCanBeLimitedToNamespacesAndPods() {
        MutatingWebhook webhook = webhook(CHART.with(
                "dapr_sidecar_injector.namespaceSelector.matchLabels.team=orders",
                "dapr_sidecar_injector.objectSelector.matchLabels.tier=back"));

        assertThat(webhook.getNamespaceSelector().getMatchLabels()).containsEntry("team", "orders");
        assertThat(webhook.getObjectSelector().getMatchLabels()).containsEntry("tier", "back");
    }

    private static MutatingWebhook webhook(Chart.Objects objects) {
        return objects.one(MutatingWebhookConfiguration.class, "dapr-sidecar-injector")
                .getWebhooks()
                .get(0);
    }
}
