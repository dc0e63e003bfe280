package dev.inlay.controlplane.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done to pods. Each {@code .yaml} beside the resources is a pod, the {@code .json} of its name the patch. */
class PodPatchTests {

    /** {@code -Dinlay.golden=write} writes the patches anew, to be read before they are kept. */
    private static final boolean WRITE = "write".equals(System.getProperty("inlay.golden"));

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.CASES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPodGetsExactlyThisPatch(String name) throws IOException {
        JsonNode patch = patch(Fixtures.yaml(name + ".yaml"), Fixtures.situation());
        Path expected = Fixtures.CASES.resolve(name + ".json");
        String text = Fixtures.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(patch) + "\n";
        if (WRITE) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPatchedPodIsLeftAlone(String name) {
        JsonNode pod = Fixtures.yaml(name + ".yaml");
        JsonNode patched = JsonPatch.apply(patch(pod, Fixtures.situation()), pod);

        assertThat(patch(patched, Fixtures.situation())).isEmpty();
    }

    @Test
    void thePatchMakesTheRecordedPod() throws IOException {
        JsonNode before = Fixtures.JSON.readTree(
                Fixtures.CASES.resolve("recorded/before.json").toFile());
        ObjectNode after = (ObjectNode) Fixtures.JSON.readTree(
                Fixtures.CASES.resolve("recorded/after.json").toFile());
        String anchors = after.at("/spec/containers/1/env/1/value").asText();
        PodSituation situation = new PodSituation("dapr-lab02", anchors, true, false, (namespace, appId) -> List.of());

        ObjectNode patched = (ObjectNode) JsonPatch.apply(patch(before, situation), before);

        assertThat(patched.get("metadata")).isEqualTo(after.get("metadata"));
        assertThat(patched.at("/spec/containers")).hasSize(2);
        assertThat(patched.at("/spec/containers/0")).isEqualTo(after.at("/spec/containers/0"));
        assertThat(patched.at("/spec/containers/1")).isEqualTo(withoutDefaults(after.at("/spec/containers/1")));
        assertThat(patched.at("/spec/volumes").toString())
                .isEqualTo(after.at("/spec/volumes").toString());
    }

    @Test
    void aClusterWithSidecarContainersGetsThem() {
        JsonNode pod = Fixtures.yaml("default.yaml");
        JsonNode patched = JsonPatch.apply(patch(pod, Fixtures.situation(true)), pod);

        assertThat(patched.at("/spec/initContainers/0/name").asText()).isEqualTo("daprd");
        assertThat(patched.at("/spec/initContainers/0/restartPolicy").asText()).isEqualTo("Always");
        assertThat(patched.at("/spec/containers")).hasSize(1);
    }

    @Test
    void whoSaysNoToSidecarContainersGetsNone() {
        ObjectNode annotated = (ObjectNode) Fixtures.yaml("default.yaml");
        ((ObjectNode) annotated.at("/metadata/annotations")).put("dapr.io/enable-native-sidecar", "false");
        JsonNode byAnnotation = patch(annotated, Fixtures.situation(true));
        JsonNode bySetting = patch(
                Fixtures.yaml("default.yaml"),
                Fixtures.settings("NATIVE_SIDECAR_ENABLED", "false"),
                Fixtures.situation(true));

        assertThat(paths(byAnnotation)).contains("/spec/containers/-").doesNotContain("/spec/initContainers/-");
        assertThat(paths(bySetting)).contains("/spec/containers/-").doesNotContain("/spec/initContainers/-");
    }

    @Test
    void whoSaysYesGetsThemOnAnyCluster() {
        JsonNode patch = patch(
                Fixtures.yaml("default.yaml"),
                Fixtures.settings("NATIVE_SIDECAR_ENABLED", "true"),
                Fixtures.situation(false));

        assertThat(paths(patch)).contains("/spec/initContainers/-");
    }

    @Test
    void volumesOfAPodWithoutAnyAreAllKept() {
        // One operation that sets the array would take away what an earlier one has added.
        ObjectNode pod = (ObjectNode) Fixtures.yaml("pluggable-injected.yaml");
        ((ObjectNode) pod.get("spec")).remove("volumes");

        JsonNode patched = JsonPatch.apply(patch(pod, Fixtures.situation()), pod);

        assertThat(patched.at("/spec/volumes").findValuesAsText("name"))
                .containsExactly("dapr-identity-token", "dapr-components-unix-domain-socket", "data");
    }

    @Test
    void anAppIdThatMakesNoServiceIsRefused() {
        assertThatThrownBy(() -> patchOf("Upper"))
                .isInstanceOf(InjectionRefusedException.class)
                .hasMessageStartingWith("invalid app id (input: 'Upper', service: 'Upper-dapr'): a lowercase RFC 1123"
                        + " label must consist of");
        assertThatThrownBy(() -> patchOf("x".repeat(59)))
                .hasMessageEndingWith("-dapr'): must be no more than 63 characters");
        assertThatThrownBy(() -> patchOf("")).hasMessage("value for the dapr.io/app-id annotation is empty");
        assertThat(patchOf("x".repeat(58))).isNotEmpty();
    }

    @Test
    void whatIsIgnoredIsSaid() {
        List<String> warnings = new ArrayList<>();
        dev.inlay.controlplane.injector.JsonPatch patch = PodPatch.of(
                Fixtures.pod(Fixtures.yaml("nonsense-is-ignored.yaml")),
                Fixtures.settings(),
                Fixtures.situation(),
                warnings::add);

        assertThat(patch.isEmpty()).isFalse();
        assertThat(warnings)
                .anyMatch(line -> line.contains("dapr.io/app-port is 'many'"))
                .anyMatch(line -> line.contains("dapr.io/sidecar-memory-limit is 'plenty'"))
                .anyMatch(line -> line.contains("'nothing' of a volume mount is not in the pod"));
    }

    private static JsonNode patchOf(String appId) {
        return PodPatch.of(
                        new PodBuilder()
                                .withNewMetadata()
                                .addToAnnotations("dapr.io/app-id", appId)
                                .endMetadata()
                                .build(),
                        Fixtures.settings(),
                        Fixtures.situation(),
                        warning -> {})
                .toJson();
    }

    private static JsonNode patch(JsonNode pod, PodSituation situation) {
        return patch(pod, Fixtures.settings(), situation);
    }

    private static JsonNode patch(JsonNode pod, InjectorSettings settings, PodSituation situation) {
        return PodPatch.of(Fixtures.pod(pod), settings, situation, warning -> {})
                .toJson();
    }

    private static List<String> paths(JsonNode patch) {
        return patch.findValuesAsText("path");
    }

    /** The container without what the API server and Kubernetes' own admission fill in. */
    private static JsonNode withoutDefaults(JsonNode container) {
        ObjectNode own = container.deepCopy();
        own.remove(List.of("terminationMessagePath", "terminationMessagePolicy", "resources"));
        own.get("ports").forEach(port -> ((ObjectNode) port).remove("protocol"));
        for (String probe : List.of("readinessProbe", "livenessProbe")) {
            ((ObjectNode) own.get(probe)).remove("successThreshold");
        }
        ((ObjectNode) own.at("/readinessProbe/httpGet")).remove("scheme");
        own.get("env").forEach(variable -> {
            if (variable.at("/valueFrom/fieldRef") instanceof ObjectNode field) {
                field.remove("apiVersion");
            }
        });
        ArrayNode mounts = (ArrayNode) own.get("volumeMounts");
        for (int i = mounts.size() - 1; i >= 0; i--) {
            if (mounts.get(i).get("name").asText().startsWith("kube-api-access")) {
                mounts.remove(i);
            }
        }
        return own;
    }
}
