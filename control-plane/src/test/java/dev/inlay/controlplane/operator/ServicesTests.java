package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Services of applications, before a mock of Kubernetes. */
@EnableKubernetesMockClient(crud = true, https = false)
@SuppressWarnings("NullAway.Init")
class ServicesTests {

    KubernetesClient client;

    private final ProgramMetrics metrics = new ProgramMetrics();
    private @Nullable ServiceReconcilers reconcilers;

    @AfterEach
    void stop() {
        if (reconcilers != null) {
            reconcilers.stop();
        }
    }

    @Test
    void aDeploymentGetsDaprsService() {
        start();
        client.resource(deployment(Map.of("dapr.io/enabled", "true", "dapr.io/app-id", "nodeapp")))
                .create();

        await().until(() -> service("nodeapp-dapr") != null);
        Service service = service("nodeapp-dapr");
        assertThat(service.getMetadata().getLabels()).isEqualTo(Map.of("dapr.io/enabled", "true"));
        assertThat(service.getMetadata().getAnnotations())
                .isEqualTo(Map.of(
                        "dapr.io/app-id", "nodeapp",
                        "prometheus.io/probe", "true",
                        "prometheus.io/scrape", "true",
                        "prometheus.io/port", "9090",
                        "prometheus.io/path", "/"));
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(service.getSpec().getSelector()).isEqualTo(Map.of("app", "node"));
        assertThat(service.getSpec().getPorts())
                .extracting(ServicesTests::text)
                .containsExactly(
                        "dapr-http TCP 80 3500",
                        "dapr-grpc TCP 50001 50001",
                        "dapr-internal TCP 50002 50002",
                        "dapr-metrics TCP 9090 9090");
        OwnerReference owner = service.getMetadata().getOwnerReferences().get(0);
        assertThat(owner.getKind()).isEqualTo("Deployment");
        assertThat(owner.getController()).isTrue();
        assertThat(owner.getBlockOwnerDeletion()).isTrue();
        assertThat(metrics.scrape()).contains("dapr_operator_service_created_total{app_id=\"nodeapp\"} 1\n");
    }

    @Test
    void theServiceFollowsTheAnnotations() {
        start();
        client.resource(deployment(Map.of("dapr.io/enabled", "true", "dapr.io/app-id", "nodeapp")))
                .create();
        await().until(() -> service("nodeapp-dapr") != null);

        client.resource(deployment(Map.of(
                        "dapr.io/enabled", "true",
                        "dapr.io/app-id", "nodeapp",
                        "dapr.io/metrics-port", "9999",
                        "dapr.io/enable-metrics", "false",
                        "dapr.io/sidecar-svc-annotations", "team=orders, prometheus.io/port=1")))
                .update();

        await().until(() ->
                text(service("nodeapp-dapr").getSpec().getPorts().get(3)).equals("dapr-metrics TCP 9999 9999"));
        assertThat(service("nodeapp-dapr").getMetadata().getAnnotations())
                .isEqualTo(Map.of("dapr.io/app-id", "nodeapp", "team", "orders"));
        assertThat(metrics.scrape()).contains("dapr_operator_service_updated_total{app_id=\"nodeapp\"} 1\n");
    }

    @Test
    void aStatefulSetGetsOneToo() {
        start();
        client.resource(new StatefulSetBuilder()
                        .withNewMetadata()
                        .withName("set")
                        .withNamespace("lab")
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("app", "set")
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToAnnotations("dapr.io/enabled", "on")
                        .addToAnnotations("dapr.io/app-id", "set")
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();

        await().until(() -> service("set-dapr") != null);
        assertThat(service("set-dapr").getMetadata().getOwnerReferences().get(0).getKind())
                .isEqualTo("StatefulSet");
    }

    @Test
    void aWrongAppIdIsAnEventAtTheDeployment() {
        start();
        client.resource(deployment(Map.of("dapr.io/enabled", "true", "dapr.io/app-id", "Node.App")))
                .create();

        await().until(() -> !events().isEmpty());
        Event event = events().get(0);
        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getReason()).isEqualTo("InvalidAnnotation");
        assertThat(event.getMessage()).startsWith("invalid app id (input: 'Node.App'");
        assertThat(event.getInvolvedObject().getKind()).isEqualTo("Deployment");
        assertThat(event.getInvolvedObject().getName()).isEqualTo("node");
        assertThat(client.services().inNamespace("lab").list().getItems()).isEmpty();
    }

    @Test
    void theSameFaultIsOneEvent() {
        ServiceReconciler<Deployment> reconciler = new ServiceReconciler<>(
                client,
                ServiceReconcilers.Deployments::read,
                new WorkloadEvents(client, TimeSource.system()),
                new OperatorMetrics(metrics));
        Deployment faulty = deployment(Map.of("dapr.io/enabled", "true", "dapr.io/app-id", ""));

        reconciler.reconcile(faulty);
        reconciler.reconcile(faulty);

        assertThat(events()).hasSize(1);
        assertThat(events().get(0).getCount()).isEqualTo(2);
    }

    @Test
    void whoDoesNotAskGetsNone() {
        ServiceReconciler<Deployment> reconciler = new ServiceReconciler<>(
                client,
                ServiceReconcilers.Deployments::read,
                new WorkloadEvents(client, TimeSource.system()),
                new OperatorMetrics(metrics));

        reconciler.reconcile(deployment(Map.of("dapr.io/app-id", "nodeapp")));

        assertThat(client.services().inNamespace("lab").list().getItems()).isEmpty();
        assertThat(events()).isEmpty();
    }

    private void start() {
        reconcilers = new ServiceReconcilers(
                client, "", false, new WorkloadEvents(client, TimeSource.system()), new OperatorMetrics(metrics));
        reconcilers.start();
    }

    private Service service(String name) {
        return client.services().inNamespace("lab").withName(name).get();
    }

    private List<Event> events() {
        return client.v1().events().inNamespace("lab").list().getItems();
    }

    private static String text(ServicePort port) {
        return port.getName() + " " + port.getProtocol() + " " + port.getPort() + " "
                + port.getTargetPort().getIntVal();
    }

    private static Deployment deployment(Map<String, String> annotations) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("node")
                .withNamespace("lab")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "node")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }
}
