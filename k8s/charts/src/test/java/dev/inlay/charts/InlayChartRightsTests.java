package dev.inlay.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the control plane may do, in the cluster and on its machine. */
class InlayChartRightsTests {

    private static final Chart CHART = Chart.named("inlay");
    private static final List<String> ROLES = List.of("dapr-sentry", "dapr-operator", "dapr-sidecar-injector");

    @Test
    void onlySentrySeesTheKeyOfTheAuthority() {
        Chart.Objects objects = CHART.with();

        for (String role : ROLES) {
            assertThat(pod(objects, role).getSpec().getVolumes())
                    .filteredOn(volume -> volume.getSecret() != null)
                    .hasSize(role.equals("dapr-sentry") ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"global.singleProcess.enabled=false", "global.singleProcess.enabled=true"})
    void containersHaveNoMoreRightsThanTheyNeed(String value) {
        assertThat(CHART.with(value).each(Deployment.class))
                .isNotEmpty()
                .flatExtracting(each -> each.getSpec().getTemplate().getSpec().getContainers())
                .allSatisfy(each -> {
                    var context = ((Container) each).getSecurityContext();
                    assertThat(context.getRunAsNonRoot()).isTrue();
                    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
                    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
                    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
                    assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
                });
    }

    @Test
    void aRoleMayDoWhatItDoesAndNothingElse() {
        Chart.Objects objects = CHART.with();

        for (String account : List.of("dapr-sentry", "dapr-operator", "dapr-injector")) {
            assertThat(Rights.of(objects, account)).noneMatch(right -> right.contains("*"));
        }
        assertThat(Rights.of(objects, "dapr-sentry"))
                .contains("create tokenreviews", "get pods", "update secrets dapr-trust-bundle in dapr-system")
                .noneMatch(right -> right.contains(" secrets") && !right.endsWith("dapr-trust-bundle in dapr-system"))
                .doesNotContain("list pods", "delete pods");
        assertThat(Rights.of(objects, "dapr-operator"))
                .contains("get secrets", "patch customresourcedefinitions subscriptions.dapr.io", "update services")
                .doesNotContain("list secrets", "delete pods", "patch pods", "delete services", "update deployments");
        assertThat(Rights.of(objects, "dapr-injector"))
                .contains("patch mutatingwebhookconfigurations dapr-sidecar-injector")
                .noneMatch(right -> right.contains(" secrets") || right.startsWith("delete"));
    }

    @ParameterizedTest
    @CsvSource({
        "dapr_operator.watchInterval=2m,delete pods",
        "global.operator.watchdogCanPatchPodLabels=true,patch pods",
        "global.argoRolloutServiceReconciler.enabled=true,watch rollouts"
    })
    void moreRightsComeWithWhatNeedsThem(String value, String right) {
        assertThat(Rights.of(CHART.with(), "dapr-operator")).doesNotContain(right);
        assertThat(Rights.of(CHART.with(value), "dapr-operator")).contains(right);
    }

    @Test
    void inItsNamespaceOnlyTheControlPlaneReadsNothingOfOthers() {
        Chart.Objects objects = CHART.with("global.rbac.namespaced=true");

        assertThat(Rights.of(objects, "dapr-operator"))
                .contains("get secrets in dapr-system", "list components in dapr-system")
                .doesNotContain("get secrets", "list components", "list pods");
        assertThat(container(objects, "dapr-operator").getArgs()).containsSequence("--watch-namespace", "dapr-system");
    }

    private static PodTemplateSpec pod(Chart.Objects objects, String deployment) {
        return objects.one(Deployment.class, deployment).getSpec().getTemplate();
    }

    private static Container container(Chart.Objects objects, String deployment) {
        return pod(objects, deployment).getSpec().getContainers().get(0);
    }
}
