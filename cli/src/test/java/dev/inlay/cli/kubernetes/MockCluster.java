package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The mock of a cluster, as a command line reaches it. */
final class MockCluster {

    /** The request for the pods of the control plane's services. */
    static final String SERVICES = "/api/v1/pods?labelSelector=app%20in%20%28dapr-operator%2Cdapr-sentry%2C"
            + "dapr-placement%2Cdapr-placement-server%2Cdapr-sidecar-injector%2Cdapr-scheduler-server%2Cdapr-control-plane%29";

    private MockCluster() {}

    /** Creates all objects of a text. */
    static void create(KubernetesClient client, String yaml) {
        if (yaml.isBlank()) {
            return;
        }
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> {
                    if (object instanceof GenericKubernetesResource generic) {
                        client.genericKubernetesResources(Inventory.definition(generic.getKind()))
                                .resource(generic)
                                .create();
                    } else {
                        client.resource(object).create();
                    }
                });
    }

    /** Answers the request for the pods of services, which the mock does not understand. */
    static void selectServices(KubernetesMockServer server, KubernetesClient client) {
        PodList pods = client.pods().inAnyNamespace().list();
        pods.getItems()
                .removeIf(pod ->
                        !pod.getMetadata().getLabels().getOrDefault("app", "").startsWith("dapr-"));
        server.expect().get().withPath(SERVICES).andReturn(200, pods).always();
    }

    /** The environment of a command line whose current context is the mock. */
    static Map<String, String> environment(KubernetesMockServer server, Path directory) throws IOException {
        Path file = directory.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: mock
                contexts:
                - name: mock
                  context: {cluster: mock, user: mock}
                clusters:
                - name: mock
                  cluster: {server: "%s"}
                users:
                - name: mock
                  user: {}
                """.formatted(server.url("/")));
        return Map.of("KUBECONFIG", file.toString());
    }
}
