package dev.inlay.controlplane.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What happens while no injector answers, on a real cluster (1.28 or later) that {@code INLAY_TEST_KUBECONFIG} names; pods
 * need no node for it. The webhook is the one of the decision record.
 */
@EnabledIfEnvironmentVariable(
        named = "INLAY_TEST_KUBECONFIG",
        matches = ".+",
        disabledReason = "INLAY_TEST_KUBECONFIG names no cluster")
@SuppressWarnings("NullAway.Init")
class FailurePolicyTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String namespace =
            "failure-policy-" + UUID.randomUUID().toString().substring(0, 8);
    private KubernetesClient client;

    @BeforeEach
    void prepare() {
        String kubeconfig = System.getenv("INLAY_TEST_KUBECONFIG");
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Path.of(kubeconfig).toFile()))
                .build();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        client.serviceAccounts()
                .inNamespace(namespace)
                .withName("default")
                .waitUntilCondition(account -> account != null, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void cleanUp() {
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(namespace)
                .delete();
        client.namespaces().withName(namespace).delete();
        client.close();
    }

    @Test
    void podsThatAskWaitForTheInjectorAndOthersDoNot() throws IOException {
        MutatingWebhookConfiguration webhook = client.resource(webhook()).create();
        await().atMost(PATIENCE).untilAsserted(() -> {
            client.resource(deployment("asks", Map.of("dapr.io/enabled", "true")))
                    .createOr(present -> present.update());
            assertThat(refusals()).contains("failed calling webhook \"sidecar-injector.dapr.io\"");
        });
        client.resource(deployment("does-not-ask", Map.of())).create();
        client.resource(deployment("asks-not", Map.of("dapr.io/enabled", "false")))
                .create();

        await().atMost(PATIENCE).until(() -> pods("does-not-ask") == 1 && pods("asks-not") == 1);
        assertThat(pods("asks")).isZero();

        // The injector is back, as far as the API server can tell.
        client.resource(webhook).delete();
        await().atMost(PATIENCE.multipliedBy(3)).until(() -> pods("asks") == 1);
    }

    private String refusals() {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> "FailedCreate".equals(event.getReason()))
                .map(Event::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private int pods(String app) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("app", app)
                .list()
                .getItems()
                .size();
    }

    private MutatingWebhookConfiguration webhook() throws IOException {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .addNewWebhook()
                .withName("sidecar-injector.dapr.io")
                .withAdmissionReviewVersions("v1")
                .withSideEffects("None")
                .withFailurePolicy("Fail")
                .withTimeoutSeconds(1)
                .addNewMatchCondition(expression(), "asks-for-a-runtime")
                .withNewNamespaceSelector()
                .addToMatchLabels("kubernetes.io/metadata.name", namespace)
                .endNamespaceSelector()
                .addNewRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .endRule()
                .withNewClientConfig()
                .withNewService()
                .withName("dapr-sidecar-injector")
                .withNamespace(namespace)
                .withPath("/mutate")
                .endService()
                .endClientConfig()
                .endWebhook()
                .build();
    }

    /** The condition as the decision record has it. */
    private static String expression() throws IOException {
        return Files.readAllLines(Path.of("../docs/decisions/0010-pods-never-start-without-their-sidecar.md")).stream()
                .dropWhile(line -> !line.contains("expression: >-"))
                .skip(1)
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }

    private Deployment deployment(String name, Map<String, String> annotations) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("app")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
