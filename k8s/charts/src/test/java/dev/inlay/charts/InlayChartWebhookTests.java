package dev.inlay.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;

class InlayChartWebhookTests {

    private static final Chart CHART = Chart.named("inlay");

    @Test
    void podsThatAskForASidecarNeverStartWithoutItAndNoOtherPodIsConcerned() {
        MutatingWebhook webhook = webhook(CHART.forKubernetes("1.28.0"));

        assertThat(webhook.getFailurePolicy()).isEqualTo("Fail");
        assertThat(webhook.getMatchConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getExpression()).contains("dapr.io/enabled"));
        assertThat(webhook(CHART.with("dapr_sidecar_injector.webhookFailurePolicy=Ignore"))
                        .getFailurePolicy())
                .isEqualTo("Ignore");
    }

    @Test
    void whereTheServerCannotTellThemApartNoPodIsStoppedAndAWatchdogLooksForThoseWithout() {
        Chart.Objects objects = CHART.forKubernetes("1.27.16");

        assertThat(webhook(objects).getFailurePolicy()).isEqualTo("Ignore");
        assertThat(webhook(objects).getMatchConditions()).isEmpty();
        assertThat(watchInterval(objects)).isEqualTo("1m");
        assertThat(Rights.of(objects, "dapr-operator")).contains("delete pods");
        assertThat(webhook(CHART.forKubernetes("1.27.16", "dapr_sidecar_injector.webhookFailurePolicy=Fail"))
                        .getFailurePolicy())
                .isEqualTo("Fail");
    }

    @Test
    void whereNoPodComesWithoutItsSidecarNothingLooksForSuch() {
        assertThat(watchInterval(CHART.forKubernetes("1.28.0"))).isEqualTo("0");
        assertThat(watchInterval(CHART.forKubernetes("1.27.16", "dapr_sidecar_injector.enabled=false")))
                .isEqualTo("0");
    }

    @Test
    void theWebhookCanBeLimitedToNamespacesAndPods() {
        MutatingWebhook webhook = webhook(CHART.with(
                "dapr_sidecar_injector.namespaceSelector.matchLabels.team=orders",
                "dapr_sidecar_injector.objectSelector.matchLabels.tier=back"));

        assertThat(webhook.getNamespaceSelector().getMatchLabels()).containsEntry("team", "orders");
        assertThat(webhook.getObjectSelector().getMatchLabels()).containsEntry("tier", "back");
    }

    private static String watchInterval(Chart.Objects objects) {
        List<String> arguments = objects.one(Deployment.class, "dapr-operator")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getArgs();
        return arguments.get(arguments.indexOf("--watch-interval") + 1);
    }

    private static MutatingWebhook webhook(Chart.Objects objects) {
        return objects.one(MutatingWebhookConfiguration.class, "dapr-sidecar-injector")
                .getWebhooks()
                .get(0);
    }
}
