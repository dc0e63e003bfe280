package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Which pods the watchdog has made anew, before a mock of Kubernetes, in virtual time. */
@EnableKubernetesMockClient(crud = true, https = false)
@SuppressWarnings("NullAway.Init")
class WatchdogTests {

    KubernetesClient client;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Disposable.Swap running = Disposables.swap();

    @AfterEach
    void stop() {
        running.dispose();
        clock.dispose();
    }

    @Test
    void podsWithoutTheSidecarTheyAskedForAreDeleted() {
        injector(1);
        create(pod("without", true, "app"), pod("with", true, "app", "daprd"), pod("did-not-ask", false, "app"));
        create(bare(pod("bare", true, "app")));
        create(labelled(pod("embedded", true, "app"), "dapr.io/sidecar-injected", "true"));

        start(20, false);

        await().untilAsserted(
                        () -> assertThat(pods()).containsExactlyInAnyOrder("with", "did-not-ask", "bare", "embedded"));
    }

    @Test
    void aNativeSidecarIsOne() {
        injector(1);
        create(new PodBuilder(pod("native", true, "app"))
                .editSpec()
                .addNewInitContainer()
                .withName("daprd")
                .endInitContainer()
                .endSpec()
                .build());
        create(pod("without", true, "app"));

        start(20, false);

        await().untilAsserted(() -> assertThat(pods()).containsExactly("native"));
    }

    @Test
    void nothingIsDeletedBeforeTheInjectorIsThere() {
        injector(0);
        create(pod("without", true, "app"));
        start(20, false);
        clock.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(pods()).containsExactly("without");

        client.apps()
                .deployments()
                .inNamespace("dapr-system")
                .withName("dapr-sidecar-injector")
                .delete();
        injector(1);

        await().untilAsserted(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(5));
            assertThat(pods()).isEmpty();
        });
    }

    @Test
    void noMorePodsAMinuteAreDeletedThanAllowed() {
        injector(1);
        create(pod("a", true, "app"), pod("b", true, "app"), pod("c", true, "app"));

        start(2, false);

        await().untilAsserted(() -> {
            clock.advanceTimeBy(Duration.ofMillis(1));
            assertThat(pods()).hasSize(1);
        });
        clock.advanceTimeBy(Duration.ofSeconds(50));
        assertThat(pods()).hasSize(1);
        await().untilAsserted(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(pods()).isEmpty();
        });
    }

    @Test
    void podsWithASidecarAreLabelledIfThatIsWanted() {
        injector(1);
        create(pod("with", true, "app", "daprd"));

        start(20, true);

        await().untilAsserted(() -> assertThat(client.pods()
                        .inNamespace("lab")
                        .withName("with")
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("dapr.io/watchdog-patched", "true"));
    }

    private void start(int perMinute, boolean label) {
        Watchdog watchdog =
                new Watchdog(client, new Watchdog.Settings(Duration.ZERO, "", perMinute, label), TimeSource.of(clock));
        running.update(watchdog.start());
        clock.advanceTime();
    }

    private List<String> pods() {
        return client.pods().inNamespace("lab").list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private void create(Pod... pods) {
        for (Pod pod : pods) {
            client.resource(pod).create();
        }
    }

    private void injector(int ready) {
        client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("dapr-sidecar-injector")
                        .withNamespace("dapr-system")
                        .addToLabels("app", "dapr-sidecar-injector")
                        .endMetadata()
                        .withNewStatus()
                        .withReadyReplicas(ready)
                        .endStatus()
                        .build())
                .create();
    }

    private static Pod pod(String name, boolean asks, String... containers) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("lab")
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName("rs")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .endSpec();
        if (asks) {
            pod.editMetadata()
                    .withAnnotations(Map.of("dapr.io/enabled", "true"))
                    .endMetadata();
        }
        for (String container : containers) {
            pod.editSpec().addNewContainer().withName(container).endContainer().endSpec();
        }
        return pod.build();
    }

    private static Pod bare(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withOwnerReferences()
                .endMetadata()
                .build();
    }

    private static Pod labelled(Pod pod, String label, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels(label, value)
                .endMetadata()
                .build();
    }
}
