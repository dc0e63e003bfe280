package dev.inlay.controlplane.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the injector's tests have in common. */
final class Fixtures {

    static final Path CASES = Path.of("src/test/resources/injector");
    static final ObjectMapper JSON = new ObjectMapper();

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Fixtures() {}

    /** An environment as the chart sets it, with these variables on top. */
    static Map<String, String> environment(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SIDECAR_IMAGE", "ghcr.io/dapr/daprd:1.18.3",
                "SIDECAR_IMAGE_PULL_POLICY", "IfNotPresent",
                "NAMESPACE", "dapr-system",
                "KUBE_CLUSTER_DOMAIN", "cluster.local",
                "IGNORE_ENTRYPOINT_TOLERATIONS", "[{\"effect\":\"NoSchedule\",\"key\":\"aws\"}]"));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    static InjectorSettings settings(String... more) {
        return new InjectorEnvironment(environment(more)::get, warning -> {}).read("", true, true);
    }

    /** A cluster that has no sidecar containers. */
    static PodSituation situation() {
        return situation(false);
    }

    static PodSituation situation(boolean nativeSidecars) {
        Container plug = new ContainerBuilder()
                .withName("plug")
                .withImage("plug:1")
                .addNewEnv()
                .withName("A")
                .withValue("b")
                .endEnv()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .build();
        return new PodSituation("dapr-lab02", "PEM\n", true, nativeSidecars, (namespace, appId) -> List.of(plug));
    }

    static JsonNode yaml(String name) {
        try {
            return YAML.readTree(Files.readString(CASES.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Pod pod(JsonNode json) {
        try {
            return JSON.treeToValue(json, Pod.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
