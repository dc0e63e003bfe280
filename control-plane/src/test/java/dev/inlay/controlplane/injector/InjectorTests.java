package dev.inlay.controlplane.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.testkit.identity.TestAuthority;
import dev.inlay.testkit.identity.TestWorkload;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/** The role as a whole, before a mock of Kubernetes. */
@EnableKubernetesMockClient(crud = true, https = false)
@SuppressWarnings("NullAway.Init")
class InjectorTests {

    private static final String WEBHOOK = "dapr-sidecar-injector";

    KubernetesClient client;
    KubernetesMockServer server;

    // Once for all tests: to find an RSA key takes seconds.
    private static final TestAuthority AUTHORITY = TestAuthority.create(
            "cluster.local", KeyKind.RSA, TimeSource.system().now());
    private static final Svid SVID = AUTHORITY.issue(
            new SpiffeId("cluster.local", "dapr-system", "dapr-injector"),
            KeyKind.RSA,
            Duration.ofHours(1),
            "dapr-sidecar-injector.dapr-system.svc",
            "127.0.0.1");
    private final TestWorkload identity = new TestWorkload(SVID, AUTHORITY.anchors());
    private final LoopResources loops = LoopResources.create("injector-test", 1, 1, true);
    private final Readiness readiness = new Readiness(TimeSource.system());
    private final AtomicReference<Injector> running = new AtomicReference<>();

    @AfterEach
    void stop() {
        Injector injector = running.get();
        if (injector != null) {
            injector.stop();
        }
        readiness.stop();
        loops.dispose();
    }

    @Test
    void theWebhookKnowsTheRootsFromTheStartAndWhenTheyChange() {
        client.resource(webhook()).create();
        start();

        await().until(readiness::isReady);
        assertThat(caBundle()).isEqualTo(AUTHORITY.anchorsPem());

        TestAuthority next =
                TestAuthority.create("cluster.local", TimeSource.system().now());
        identity.trust(next.anchors());
        await().until(() -> caBundle().equals(next.anchorsPem()));
    }

    @Test
    void itIsNotReadyWhileThereIsNoWebhookToPatch() {
        start();
        await().until(() -> readiness.missing().stream()
                .anyMatch(
                        missing -> missing.startsWith("the roots in MutatingWebhookConfiguration " + WEBHOOK + " (")));

        client.resource(webhook()).create();
        await().until(readiness::isReady);
    }

    @Test
    void podsAreAnsweredByHttpsUnderTheWebhooksName() throws IOException {
        configuration(Map.of("mtls", Map.of("enabled", false)));
        int port = start();

        JsonNode patch = patch(port);

        assertThat(patch.findValuesAsText("path")).contains("/spec/containers/-");
        assertThat(patch.toString()).contains("DAPR_TRUST_ANCHORS").doesNotContain("--enable-mtls");
    }

    @Test
    void withoutTheSystemConfigurationSidecarsSpeakTls() throws IOException {
        assertThat(patch(start()).toString()).contains("--enable-mtls");
    }

    @Test
    void componentsOfTheNamespaceBringTheirContainers() {
        component("plain", Map.of(), null);
        component("mine", Map.of("dapr.io/component-container", "{\"image\":\"a\"}"), null);
        component("same-image", Map.of("dapr.io/component-container", "{\"image\":\"a\",\"name\":\"b\"}"), null);
        component("broken", Map.of("dapr.io/component-container", "{"), null);
        component("of-others", Map.of("dapr.io/component-container", "{\"image\":\"c\"}"), List.of("other"));
        component("of-app", Map.of("dapr.io/component-container", "{\"image\":\"d\"}"), List.of("app"));
        PodSituation situation = new KubernetesFacts(client, "dapr-system", () -> "PEM").situation("dapr-lab02");

        assertThat(situation.componentContainers().of("dapr-lab02", "app"))
                .extracting(container -> container.getName() + "=" + container.getImage())
                .containsExactlyInAnyOrder("mine=a", "of-app=d");
    }

    @Test
    void whereAccountsMayNotBeListedThoseThatAreNamedAreKnownByTheirUids() {
        server.expect()
                .get()
                .withPath("/api/v1/serviceaccounts")
                .andReturn(403, new StatusBuilder().withCode(403).build())
                .always();
        String uid = client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-system")
                        .withName("job-controller")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getUid();

        assertThat(new KubernetesFacts(client, "dapr-system", () -> "PEM").uids(Requesters.of(List.of("ci-*:*"))))
                .containsExactly(uid);
    }

    @Test
    void sidecarContainersAreThereFromKubernetes129On() {
        assertThat(KubernetesFacts.hasSidecarContainers("1", "28")).isFalse();
        assertThat(KubernetesFacts.hasSidecarContainers("1", "29+")).isTrue();
        assertThat(KubernetesFacts.hasSidecarContainers("1", "34")).isTrue();
        assertThat(KubernetesFacts.hasSidecarContainers("2", "0")).isTrue();
        assertThat(KubernetesFacts.hasSidecarContainers(null, "29")).isFalse();
        assertThat(KubernetesFacts.hasSidecarContainers("v1", "x")).isFalse();
    }

    private int start() {
        Injector injector = new Injector(
                Fixtures.settings(),
                new InetSocketAddress("127.0.0.1", 0),
                identity,
                client,
                new ProgramMetrics(),
                readiness,
                loops,
                TimeSource.system());
        running.set(injector);
        readiness.start();
        injector.start();
        return injector.port();
    }

    private String caBundle() {
        return new String(
                Base64.getDecoder()
                        .decode(client.admissionRegistration()
                                .v1()
                                .mutatingWebhookConfigurations()
                                .withName(WEBHOOK)
                                .get()
                                .getWebhooks()
                                .get(0)
                                .getClientConfig()
                                .getCaBundle()),
                StandardCharsets.UTF_8);
    }

    private static MutatingWebhookConfiguration webhook() {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(WEBHOOK)
                .endMetadata()
                .addNewWebhook()
                .withName("sidecar-injector.dapr.io")
                .withNewClientConfig()
                .withCaBundle("")
                .endClientConfig()
                .endWebhook()
                .build();
    }

    private JsonNode patch(int port) throws IOException {
        SslContext trust =
                SslContextBuilder.forClient().trustManager(AUTHORITY.root()).build();
        ObjectNode review = AdmissionReviewsTests.review(
                Fixtures.yaml("default.yaml"), "system:serviceaccount:kube-system:replicaset-controller");
        String answer = HttpClient.create()
                .secure(spec -> spec.sslContext(trust))
                .headers(headers -> headers.set("Content-Type", "application/json"))
                .post()
                .uri("https://127.0.0.1:" + port + "/mutate")
                .send(ByteBufFlux.fromString(Mono.just(review.toString())))
                .responseSingle((response, body) -> body.asString())
                .block();
        JsonNode response = Fixtures.JSON.readTree(answer).get("response");
        return Fixtures.JSON.readTree(
                Base64.getDecoder().decode(response.get("patch").asText()));
    }

    private void configuration(Map<String, Object> spec) {
        GenericKubernetesResource configuration = resource("Configuration", "daprsystem", "dapr-system", Map.of());
        configuration.setAdditionalProperty("spec", spec);
        client.genericKubernetesResources(KubernetesFacts.CONFIGURATIONS)
                .resource(configuration)
                .create();
    }

    private void component(String name, Map<String, String> annotations, @Nullable List<String> scopes) {
        GenericKubernetesResource component = resource("Component", name, "dapr-lab02", annotations);
        if (scopes != null) {
            component.setAdditionalProperty("scopes", scopes);
        }
        client.genericKubernetesResources(KubernetesFacts.COMPONENTS)
                .resource(component)
                .create();
    }

    private static GenericKubernetesResource resource(
            String kind, String name, String namespace, Map<String, String> annotations) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("dapr.io/v1alpha1")
                .withKind(kind)
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
