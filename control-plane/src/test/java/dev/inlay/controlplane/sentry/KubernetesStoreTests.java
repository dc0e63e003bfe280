package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesStoreTests {

    private static final String NAMESPACE = "dapr-system";
    private static final Map<Part, String> KEYS = Map.of(
            Part.ANCHORS, "ca.crt",
            Part.ISSUER, "issuer.crt",
            Part.ISSUER_KEY, "issuer.key",
            Part.ROTATION, "rotation.json");

    private @Nullable KubernetesClient client;

    private KubernetesClient client() {
        return Objects.requireNonNull(client, "made before each test");
    }

    private KubernetesStore store() {
        return new KubernetesStore(client(), NAMESPACE, KEYS, TimeSource.system());
    }

    @BeforeEach
    void installChart() {
        client().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(KubernetesStore.NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addToData("others", "bm90IG91cnM=")
                        .build())
                .create();
        client().resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(KubernetesStore.NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    private static StoredBundle bundle() {
        return StoredBundle.empty()
                .with(Part.ANCHORS, "the roots")
                .with(Part.ISSUER, "the issuer")
                .with(Part.ISSUER_KEY, "the key");
    }

    private void publish(String roots) {
        client().configMaps()
                .inNamespace(NAMESPACE)
                .withName(KubernetesStore.NAME)
                .edit(map ->
                        new ConfigMapBuilder(map).addToData("ca.crt", roots).build());
    }

    @Test
    void theSecretKeepsAllAndTheConfigMapShowsTheRootsAlone() {
        assertThat(store().read()).isEqualTo(StoredBundle.empty());

        assertThat(store().write(bundle())).isTrue();

        assertThat(store().read()).isEqualTo(bundle());
        assertThat(client().configMaps()
                        .inNamespace(NAMESPACE)
                        .withName(KubernetesStore.NAME)
                        .get()
                        .getData())
                .isEqualTo(Map.of("ca.crt", "the roots"));
        assertThat(client().secrets()
                        .inNamespace(NAMESPACE)
                        .withName(KubernetesStore.NAME)
                        .get()
                        .getData())
                .containsEntry("others", "bm90IG91cnM=")
                .containsEntry(
                        "issuer.key", Base64.getEncoder().encodeToString("the key".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void rootsThatAreNotPublishedMakeNoAuthority() {
        assertThat(store().write(bundle())).isTrue();
        publish("other roots");

        assertThat(store().read().hasAuthority()).isFalse();
    }

    @Test
    void aRotationThatWasCutOffBetweenTheTwoObjectsIsCompleted() {
        StoredBundle rotating = bundle().with(Part.ROTATION, "{}");
        assertThat(store().write(rotating)).isTrue();
        publish("the roots before");

        assertThat(store().read()).isEqualTo(rotating);
        assertThat(client().configMaps()
                        .inNamespace(NAMESPACE)
                        .withName(KubernetesStore.NAME)
                        .get()
                        .getData())
                .isEqualTo(Map.of("ca.crt", "the roots"));
    }

    @Test
    void whatIsMissingIsNamedAndNotMade() {
        client().secrets().inNamespace(NAMESPACE).withName(KubernetesStore.NAME).delete();

        assertThatThrownBy(() -> store().read())
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "the secret dapr-system/dapr-trust-bundle is not there (expected: an empty one to begin with, as"
                                + " the chart makes it)");
    }

    @Test
    void stepsAreAnnouncedAsEvents() {
        store().announce("RootRotationSigning", "the new root signs");

        assertThat(client().v1().events().inNamespace(NAMESPACE).list().getItems())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getReason()).isEqualTo("RootRotationSigning");
                    assertThat(event.getInvolvedObject().getName()).isEqualTo("dapr-trust-bundle");
                });
    }
}
