package dev.inlay.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InlayChartTests {

    private static final Chart CHART = Chart.named("inlay");
    private static final List<String> ROLES = List.of("dapr-sentry", "dapr-operator", "dapr-sidecar-injector");

    @Test
    void lintFindsNothing() {
        LintResult result = CHART.lint();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void itMakesWhatDaprsChartMakesForTheRolesThatAreThere() {
        assertThat(CHART.with().names())
                .contains(
                        "Configuration daprsystem",
                        "Secret dapr-trust-bundle",
                        "ConfigMap dapr-trust-bundle",
                        "ServiceAccount dapr-sentry",
                        "ServiceAccount dapr-operator",
                        "ServiceAccount dapr-injector",
                        "ClusterRole dapr-operator-admin",
                        "Role secret-reader",
                        "MutatingWebhookConfiguration dapr-sidecar-injector")
                .containsAll(ROLES.stream().map(role -> "Deployment " + role).toList())
                .noneMatch(name -> name.contains("placement") || name.contains("scheduler"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"global.singleProcess.enabled=false", "global.singleProcess.enabled=true"})
    void servicesAreFoundWhereDaprsAreAndLeadToPodsThatAreThere(String value) {
        Chart.Objects objects = CHART.with(value);

        Map<String, Map<Integer, Object>> ports = new HashMap<>();
        for (Service service : objects.each(Service.class)) {
            Map<Integer, Object> targets = new HashMap<>();
            service.getSpec()
                    .getPorts()
                    .forEach(port ->
                            targets.put(port.getPort(), port.getTargetPort().getValue()));
            ports.put(service.getMetadata().getName(), targets);
            assertThat(objects.each(Deployment.class)).anyMatch(deployment -> deployment
                    .getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getLabels()
                    .entrySet()
                    .containsAll(service.getSpec().getSelector().entrySet()));
        }
        assertThat(ports)
                .containsOnly(
                        entry("dapr-api", Map.of(443, 6500, 80, 6500, 9090, 9090)),
                        entry("dapr-webhook", Map.of(443, 19443)),
                        entry("dapr-sentry", Map.of(443, 50001, 9090, 9090)),
                        entry("dapr-sidecar-injector", Map.of(443, 4000, 9090, 9090)));
    }

    @Test
    void aFileOfValuesForDaprsChartIsTakenAsItIs() {
        Chart.Objects objects =
                CHART.withFile(Path.of("src/test/resources/dapr-values.yaml").toAbsolutePath());

        assertThat(objects.names()).containsAll(CHART.with().names());
        assertThat(container(objects, "dapr-sentry").getImage()).isEqualTo("ghcr.io/dapr/sentry:edge");
        assertThat(webhook(objects).getFailurePolicy()).isEqualTo("Ignore");
        assertThat(objects.one(Deployment.class, "dapr-operator").getMetadata().getLabels())
                .contains(
                        entry("app.kubernetes.io/name", "dapr"),
                        entry("app.kubernetes.io/version", "edge"),
                        entry("app.kubernetes.io/part-of", "dapr"),
                        entry("app.kubernetes.io/managed-by", "Helm"),
                        entry("app.kubernetes.io/component", "operator"));
    }

    @Test
    void podsProveToSentryWhoTheyAreAndKnowWhomToTrust() {
        Chart.Objects objects = CHART.with("global.mtls.controlPlaneTrustDomain=example.org");

        for (String role : ROLES) {
            PodTemplateSpec pod = pod(objects, role);
            assertThat(pod.getMetadata().getAnnotations())
                    .containsEntry("dapr.io/control-plane", role.replaceAll(".*-", ""));
            assertThat(pod.getSpec().getVolumes())
                    .anySatisfy(volume -> assertThat(projected(volume))
                            .singleElement()
                            .satisfies(source -> assertThat(source.getServiceAccountToken())
                                    .returns(
                                            "spiffe://example.org/ns/dapr-system/dapr-sentry",
                                            token -> token.getAudience())
                                    .returns(600L, token -> token.getExpirationSeconds())))
                    .anyMatch(volume -> volume.getConfigMap() != null
                            && volume.getConfigMap().getName().equals("dapr-trust-bundle"));
            assertThat(container(objects, role).getVolumeMounts())
                    .extracting(mount -> mount.getMountPath())
                    .contains("/var/run/secrets/dapr.io/sentrytoken", "/var/run/secrets/dapr.io/tls", "/tmp");
        }
    }

    @Test
    void theTrustBundleIsEmptySoThatAnUpgradeKeepsWhatSentryWrote() {
        Chart.Objects objects = CHART.with();

        assertThat(objects.one(Secret.class, "dapr-trust-bundle").getData()).isEmpty();
        assertThat(objects.one(ConfigMap.class, "dapr-trust-bundle").getData()).isEmpty();
        assertThat(webhook(objects).getClientConfig().getCaBundle()).isNull();
    }

    @Test
    void anAuthorityOfOnesOwnIsGivenWholeOrNotAtAll() {
        String[] whole = {
            "dapr_sentry.tls.root.certPEM=root",
            "dapr_sentry.tls.issuer.certPEM=issuer",
            "dapr_sentry.tls.issuer.keyPEM=key"
        };

        assertThat(CHART.with(whole).one(Secret.class, "dapr-trust-bundle").getData())
                .containsOnlyKeys("ca.crt", "issuer.crt", "issuer.key");
        assertThat(CHART.with(whole).one(ConfigMap.class, "dapr-trust-bundle").getData())
                .containsOnlyKeys("ca.crt");
        assertThatThrownBy(() -> CHART.with(whole[0])).hasMessageContaining("issuer.keyPEM");
    }

    @ParameterizedTest
    @CsvSource({
        "global.singleProcess.enabled=false,preferredDuringSchedulingIgnoredDuringExecution,3",
        "global.singleProcess.enabled=false,requiredDuringSchedulingIgnoredDuringExecution,3",
        "global.singleProcess.enabled=true,requiredDuringSchedulingIgnoredDuringExecution,1"
    })
    void highAvailabilityIsThreeReplicasApartAndABudget(String single, String policy, int deployments) {
        Chart.Objects objects =
                CHART.with(single, "global.ha.enabled=true", "global.ha.podAntiAffinityPolicy=" + policy);

        assertThat(objects.each(Deployment.class)).hasSize(deployments).allSatisfy(each -> {
            assertThat(each.getSpec().getReplicas()).isEqualTo(3);
            var apart = each.getSpec().getTemplate().getSpec().getAffinity().getPodAntiAffinity();
            assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution())
                    .hasSize(policy.startsWith("required") ? 1 : 0);
            assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution())
                    .hasSize(policy.startsWith("preferred") ? 1 : 0);
        });
        assertThat(objects.each(PodDisruptionBudget.class)).hasSize(deployments).allSatisfy(budget -> assertThat(
                        budget.getSpec().getMaxUnavailable())
                .isEqualTo(new IntOrString("25%")));
        assertThat(CHART.with("global.ha.enabled=true", "global.ha.disruption.minimumAvailable=2")
                        .each(PodDisruptionBudget.class))
                .allMatch(budget -> budget.getSpec().getMinAvailable().equals(new IntOrString(2)));
        assertThat(CHART.with(single).each(PodDisruptionBudget.class)).isEmpty();
    }

    @Test
    void withoutMtlsBetweenInstancesTheControlPlaneStillHasIts() {
        Chart.Objects objects = CHART.with("global.mtls.enabled=false");

        GenericKubernetesResource configuration = objects.one(GenericKubernetesResource.class, "daprsystem");
        assertThat(configuration.<Boolean>get("spec", "mtls", "enabled")).isFalse();
        assertThat(configuration.<String>get("spec", "mtls", "sentryAddress"))
                .isEqualTo("dapr-sentry.dapr-system.svc.cluster.local:443");
        assertThat(container(objects, "dapr-operator").getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().endsWith("/sentrytoken"));
    }

    @Test
    void oneProcessPlaysAllRolesAndHasTheirRights() {
        Chart.Objects objects = CHART.with("global.singleProcess.enabled=true");

        assertThat(objects.each(Deployment.class)).singleElement().satisfies(each -> {
            assertThat(each.getMetadata().getName()).isEqualTo("dapr-control-plane");
            assertThat(each.getSpec().getReplicas()).isEqualTo(1);
        });
        Container container = container(objects, "dapr-control-plane");
        assertThat(container.getCommand()).containsExactly("/control-plane");
        assertThat(container.getArgs()).startsWith("--role", "sentry,operator,injector");
        assertThat(environment(container)).containsKey("SIDECAR_IMAGE");
        assertThat(Rights.of(objects, "dapr-control-plane"))
                .containsAll(Rights.of(CHART.with(), "dapr-sentry"))
                .containsAll(Rights.of(CHART.with(), "dapr-operator"))
                .containsAll(Rights.of(CHART.with(), "dapr-injector"));
    }

    @Test
    void withoutTheInjectorNothingOfItIsThere() {
        assertThat(CHART.with("dapr_sidecar_injector.enabled=false").names())
                .noneMatch(name -> name.contains("injector"));
        assertThat(container(
                                CHART.with("dapr_sidecar_injector.enabled=false", "global.singleProcess.enabled=true"),
                                "dapr-control-plane")
                        .getArgs())
                .startsWith("--role", "sentry,operator");
    }

    @Test
    void imagesComeFromAPrivateRegistry() {
        Chart.Objects objects = CHART.with(
                "global.registry=registry.example/inlay",
                "global.tag=1.2.3",
                "global.imagePullPolicy=Always",
                "dapr_sidecar_injector.sidecarImagePullPolicy=Never");

        for (String role : ROLES) {
            assertThat(container(objects, role).getImage()).isEqualTo("registry.example/inlay/control-plane:1.2.3");
            assertThat(container(objects, role).getImagePullPolicy()).isEqualTo("Always");
        }
        assertThat(environment(container(objects, "dapr-sidecar-injector")))
                .containsEntry("SIDECAR_IMAGE", "registry.example/inlay/daprd:1.2.3")
                .containsEntry("SIDECAR_IMAGE_PULL_POLICY", "Never");
        assertThat(environment(container(
                        CHART.with("dapr_sidecar_injector.image.name=other.example/daprd:9"), "dapr-sidecar-injector")))
                .containsEntry("SIDECAR_IMAGE", "other.example/daprd:9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "global.imagePullSecrets=credentials",
                "global.imagePullSecrets[0]=credentials",
                "global.imagePullSecrets[0].name=credentials"
            })
    void credentialsOfTheRegistryAreNamedInAnyOfThreeWays(String value) {
        assertThat(pod(CHART.with(value), "dapr-sentry").getSpec().getImagePullSecrets())
                .containsExactly(new LocalObjectReference("credentials"));
    }

    @Test
    void eachRoleLogsAsItIsTold() {
        Chart.Objects objects = CHART.with("dapr_operator.logLevel=debug", "global.logAsJson=true");

        assertThat(container(objects, "dapr-operator").getArgs())
                .containsSequence("--log-level", "debug")
                .contains("--log-as-json");
        assertThat(container(objects, "dapr-sentry").getArgs()).containsSequence("--log-level", "info");
        assertThat(container(CHART.with(), "dapr-sentry").getArgs()).doesNotContain("--log-as-json");
    }

    @Test
    void aDebuggerFindsItsPortAndAProgramThatStandsStillIsNotKilled() {
        Container container =
                container(CHART.with("dapr_sentry.debug.enabled=true", "dapr_sentry.debug.port=5005"), "dapr-sentry");

        assertThat(environment(container).get("JAVA_TOOL_OPTIONS")).endsWith("address=*:5005");
        assertThat(container.getPorts()).anyMatch(port -> port.getContainerPort() == 5005);
        assertThat(container.getLivenessProbe().getInitialDelaySeconds()).isEqualTo(30000);
        assertThat(container.getReadinessProbe().getInitialDelaySeconds()).isEqualTo(1);
        assertThat(container(CHART.with(), "dapr-sentry").getLivenessProbe().getInitialDelaySeconds())
                .isEqualTo(180);
    }

    @Test
    void metricsAreServedWherePrometheusIsToldToLook() {
        Chart.Objects moved = CHART.with("global.prometheus.port=9191");
        assertThat(container(moved, "dapr-operator").getArgs()).containsSequence("--metrics-port", "9191");
        assertThat(pod(moved, "dapr-operator").getMetadata().getAnnotations())
                .containsEntry("prometheus.io/port", "9191");

        Chart.Objects off = CHART.with("global.prometheus.enabled=false");
        assertThat(container(off, "dapr-operator").getArgs()).contains("--enable-metrics=false");
        assertThat(pod(off, "dapr-operator").getMetadata().getAnnotations()).doesNotContainKey("prometheus.io/scrape");
        assertThat(off.one(Service.class, "dapr-api").getSpec().getPorts())
                .noneMatch(port -> port.getName().equals("metrics"));
    }

    @Test
    void podsGoWhereTheyAreSent() {
        PodSpec pod = pod(
                        CHART.with(
                                "global.nodeSelector.disk=fast",
                                "global.tolerations[0].key=dedicated",
                                "global.tolerations[0].operator=Exists",
                                "global.priorityClassName=system-cluster-critical"),
                        "dapr-sentry")
                .getSpec();

        assertThat(pod.getNodeSelector()).containsEntry("disk", "fast").containsEntry("kubernetes.io/os", "linux");
        assertThat(pod.getTolerations()).singleElement().returns("dedicated", each -> each.getKey());
        assertThat(pod.getPriorityClassName()).isEqualTo("system-cluster-critical");
    }

    @Test
    void aSystemPriorityClassIsGrantedByAQuota() {
        assertThat(CHART.with("global.priorityClassName=system-node-critical").each(ResourceQuota.class))
                .hasSize(1);
        assertThat(CHART.with("global.priorityClassName=mine").each(ResourceQuota.class))
                .isEmpty();
    }

    @Test
    void whatIsAddedToPodsIsAddedByRoleOrToAll() {
        Chart.Objects byRole = CHART.with(
                "global.extraVolumes.sentry[0].name=issuer",
                "global.extraVolumes.sentry[0].emptyDir.medium=Memory",
                "global.extraVolumeMounts.sentry[0].name=issuer",
                "global.extraVolumeMounts.sentry[0].mountPath=/issuer",
                "global.initContainers.operator[0].name=wait",
                "global.extraContainers[0].name=proxy");

        assertThat(names(byRole, "dapr-sentry")).contains("issuer", "/issuer", "proxy");
        assertThat(names(byRole, "dapr-sentry")).doesNotContain("wait");
        assertThat(names(byRole, "dapr-operator")).contains("wait", "proxy").doesNotContain("issuer", "/issuer");
    }

    @Test
    void labelsOfOnesOwnAreOnEveryObject() {
        assertThat(CHART.with("global.labels.team=platform").all())
                .allSatisfy(each -> assertThat(each.getMetadata().getLabels()).containsEntry("team", "platform"));
    }

    @Test
    void openIdDiscoveryIsServedWhereItIsAskedFor() {
        Chart.Objects objects = CHART.with(
                "dapr_sentry.jwt.enabled=true",
                "dapr_sentry.jwt.issuer=https://issuer.example",
                "dapr_sentry.oidc.enabled=true",
                "dapr_sentry.oidc.server.port=9443",
                "dapr_sentry.oidc.allowedHosts[0]=issuer.example");

        assertThat(container(objects, "dapr-sentry").getArgs())
                .contains("--jwt-enabled", "--oidc-enabled")
                .containsSequence("--jwt-issuer", "https://issuer.example")
                .containsSequence("--oidc-server-listen-port", "9443")
                .containsSequence("--oidc-allowed-hosts", "issuer.example");
        assertThat(objects.one(Service.class, "dapr-sentry").getSpec().getPorts())
                .anyMatch(port -> port.getPort() == 9443);
    }

    @Test
    void rolesReadTheConfigurationThatIsNamedAndListenWhereServicesLead() {
        Chart.Objects objects = CHART.with(
                "dapr_config.dapr_default_system_config_name=mine",
                "dapr_sentry.ports.targetPort=50002",
                "dapr_config.dapr_config_chart_included=false");

        assertThat(objects.names()).noneMatch(name -> name.startsWith("Configuration"));
        assertThat(container(objects, "dapr-sentry").getArgs())
                .containsSequence("--config", "mine")
                .containsSequence("--port", "50002");
        assertThat(container(objects, "dapr-operator").getArgs())
                .containsSequence("--config", "mine")
                .doesNotContain("--port");
        assertThat(container(
                                CHART.with("dapr_sentry.ports.targetPort=50002", "global.singleProcess.enabled=true"),
                                "dapr-control-plane")
                        .getArgs())
                .containsSequence("--sentry-port", "50002");
    }

    @ParameterizedTest
    @CsvSource({
        "dapr_operator.logLevel=loud,logLevel",
        "dapr_operator.watchInterval=often,watchInterval",
        "dapr_sidecar_injector.webhookFailurePolicy=Perhaps,webhookFailurePolicy",
        "global.mtls.workloadCertTTL=1day,workloadCertTTL",
        "global.ha.replicas=3,replicas",
        "dapr_setry.replicaCount=3,dapr_setry"
    })
    void aValueThatMeansNothingIsRefusedByName(String value, String named) {
        assertThatThrownBy(() -> CHART.with(value)).hasMessageContaining(named);
    }

    private static List<VolumeProjection> projected(Volume volume) {
        return volume.getProjected() == null ? List.of() : volume.getProjected().getSources();
    }

    private static PodTemplateSpec pod(Chart.Objects objects, String deployment) {
        return objects.one(Deployment.class, deployment).getSpec().getTemplate();
    }

    private static Container container(Chart.Objects objects, String deployment) {
        return pod(objects, deployment).getSpec().getContainers().get(0);
    }

    private static Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), String.valueOf(variable.getValue()));
        }
        return environment;
    }

    private static MutatingWebhook webhook(Chart.Objects objects) {
        return objects.one(MutatingWebhookConfiguration.class, "dapr-sidecar-injector")
                .getWebhooks()
                .get(0);
    }

    private static List<String> names(Chart.Objects objects, String deployment) {
        PodSpec pod = pod(objects, deployment).getSpec();
        List<String> names = new ArrayList<>();
        pod.getVolumes().forEach(each -> names.add(each.getName()));
        pod.getContainers().forEach(each -> {
            names.add(each.getName());
            each.getVolumeMounts().forEach(mount -> names.add(mount.getMountPath()));
        });
        pod.getInitContainers().forEach(each -> names.add(each.getName()));
        return names;
    }
}
