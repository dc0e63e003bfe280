package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.controlplane.operator.ResourceStream.TooSlowException;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What happens to who reads slowly. */
@EnableKubernetesMockClient(crud = true, https = false)
@SuppressWarnings("NullAway.Init")
class ResourceStreamTests {

    KubernetesClient client;

    @Test
    void tenChangesWaitAndWithMoreTheStreamEnds() {
        Resources resources =
                new Resources(client, "", Duration.ZERO, new Readiness(TimeSource.system()), TimeSource.system());
        ResourceStream stream = new ResourceStream("lab", "app", all -> true);

        StepVerifier.create(stream.of(resources, ResourceKind.COMPONENT, (kind, change) -> change), 0)
                .then(() -> {
                    assertThat(resources.listeners(ResourceKind.COMPONENT)).isEqualTo(1);
                    // One is on its way to the reader, ten wait, and one is too many.
                    IntStream.range(0, 30).forEach(number -> stream.created(component("c" + number)));
                })
                .thenRequest(100)
                .thenConsumeWhile(change -> true)
                .expectError(TooSlowException.class)
                .verify(Duration.ofSeconds(10));

        assertThat(resources.listeners(ResourceKind.COMPONENT)).isZero();
    }

    @Test
    void otherNamespacesAreNotTold() {
        Resources resources =
                new Resources(client, "", Duration.ZERO, new Readiness(TimeSource.system()), TimeSource.system());
        ResourceStream stream = new ResourceStream("other", "app", all -> true);

        StepVerifier.create(stream.of(resources, ResourceKind.COMPONENT, (kind, change) -> change))
                .then(() -> stream.created(component("c")))
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    private static GenericKubernetesResource component(String name) {
        return new GenericKubernetesResourceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("lab")
                .withResourceVersion("1")
                .endMetadata()
                .build();
    }
}
