package dev.inlay.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** The cluster of KUBECONFIG, as the steps see it. */
final class Cluster implements AutoCloseable {

    /** A busy machine starts a dozen pods in this time. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private final KubernetesClient client;

    private Cluster(KubernetesClient client) {
        this.client = client;
    }

    /** The cluster; the steps are left out if there is none. */
    static Cluster connect() {
        if (Setting.of("KUBECONFIG").isEmpty()) {
            Setting.absent("KUBECONFIG", "a cluster with administrator's rights");
        }
        return new Cluster(new KubernetesClientBuilder().build());
    }

    KubernetesClient client() {
        return client;
    }

    /** What is awaited on a cluster: often enough to see it soon, long enough for a busy machine. */
    static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).ignoreExceptions();
    }

    void createNamespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
        eventually()
                .until(() -> client.serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
    }

    /** Deletes a namespace with all it holds, and waits until it is gone. */
    void deleteNamespace(String name) {
        client.namespaces().withName(name).delete();
        eventually().until(() -> client.namespaces().withName(name).get() == null);
    }

    /** Applies documents of YAML in a namespace. */
    void apply(String namespace, String yaml) {
        resources(yaml).forEach(resource -> client.resource(resource)
                .inNamespace(namespace)
                .forceConflicts()
                .serverSideApply());
    }

    /** Applies documents of YAML that belong to no namespace. */
    void applyToCluster(String yaml) {
        resources(yaml)
                .forEach(resource -> client.resource(resource).forceConflicts().serverSideApply());
    }

    void removeFromCluster(String yaml) {
        resources(yaml).forEach(resource -> client.resource(resource).delete());
    }

    private List<HasMetadata> resources(String yaml) {
        return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    /** The pods with this label, without those that are being deleted. */
    List<Pod> pods(String namespace, String label, String value) {
        return client.pods().inNamespace(namespace).withLabel(label, value).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** Waits until as many pods as expected have this label and all of them are ready in this form, as 2/2. */
    List<Pod> awaitReady(String namespace, String label, String value, int count, String form) {
        eventually().untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(pods(namespace, label, value))
                .as("pods %s=%s in %s", label, value, namespace)
                .hasSize(count)
                .allSatisfy(pod -> org.assertj.core.api.Assertions.assertThat(readiness(pod))
                        .as(() -> pod.getMetadata().getName() + " "
                                + pod.getStatus().getPhase())
                        .isEqualTo(form)));
        return pods(namespace, label, value);
    }

    /** What kubectl prints in column READY: containers and native sidecars that are ready, of all of them. */
    static String readiness(Pod pod) {
        List<String> sidecars = pod.getSpec().getInitContainers().stream()
                .filter(container -> "Always".equals(container.getRestartPolicy()))
                .map(container -> container.getName())
                .toList();
        long ready = Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getInitContainerStatuses().stream()
                                .filter(status -> sidecars.contains(status.getName())))
                .filter(ContainerStatus::getReady)
                .count();
        return ready + "/" + (pod.getSpec().getContainers().size() + sidecars.size());
    }

    /** How often the containers of a pod were started again. */
    static int restarts(Pod pod) {
        return Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getInitContainerStatuses().stream())
                .mapToInt(ContainerStatus::getRestartCount)
                .sum();
    }

    /** Everything that a container has logged since it was started. */
    String log(Pod pod, String container) {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(container)
                .getLog();
    }

    /** What the run of a container before the present one has logged. */
    String previousLog(Pod pod, String container) {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(container)
                .terminated()
                .getLog();
    }

    /** A way to a port of a pod, as kubectl port-forward opens it. */
    LocalPortForward forward(Pod pod, int port) {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .portForward(port);
    }

    void scale(String namespace, String deployment, int replicas) {
        client.apps().deployments().inNamespace(namespace).withName(deployment).scale(replicas);
    }

    /** A manifest of these tests, with names in the form ${name} replaced. */
    static String manifest(String name, Map<String, String> values) {
        try (InputStream file = Cluster.class.getResourceAsStream("/manifests/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("there is no manifest " + name);
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
