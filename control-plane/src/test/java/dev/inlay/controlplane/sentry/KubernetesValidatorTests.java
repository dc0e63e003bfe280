package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.inlay.controlplane.sentry.Validator.RefusedException;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(https = false)
class KubernetesValidatorTests {

    private static final SpiffeId SENTRY = new SpiffeId("cluster.local", "dapr-system", "dapr-sentry");
    private static final String TOKEN = "{\"kubernetes.io\":{\"pod\":{\"name\":\"pod-1\"}}}";

    private @Nullable KubernetesMockServer server;
    private @Nullable KubernetesClient client;

    private KubernetesMockServer server() {
        return Objects.requireNonNull(server, "made before each test");
    }

    /** Kubernetes knows the token as that of an account in a namespace, and the pod. */
    private void cluster(String namespace, String account, Map<String, String> annotations) {
        server().expect()
                .post()
                .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
                .andReturn(
                        201,
                        new TokenReviewBuilder()
                                .withNewStatus()
                                .withAuthenticated(true)
                                .withNewUser()
                                .withUsername("system:serviceaccount:" + namespace + ":" + account)
                                .endUser()
                                .endStatus()
                                .build())
                .once();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("pod-1")
                .withNamespace(namespace)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName("shop-account")
                .endSpec()
                .build();
        server().expect()
                .get()
                .withPath("/api/v1/namespaces/" + namespace + "/pods/pod-1")
                .andReturn(200, pod)
                .once();
    }

    private String asked(String id, String namespace) throws RefusedException {
        return new KubernetesValidator(Objects.requireNonNull(client), SENTRY)
                .trustDomain(SignCertificateRequest.newBuilder()
                        .setId(id)
                        .setNamespace(namespace)
                        .setToken(TOKEN)
                        .setTrustDomain("ignored")
                        .setCertificateSigningRequest(ByteString.copyFromUtf8("any"))
                        .build());
    }

    @Test
    void anApplicationIsWhoItsPodSays() throws Exception {
        cluster("default", "shop-account", Map.of("dapr.io/app-id", "shop"));

        assertThat(asked("shop", "default")).isEqualTo("public");
        assertThat(server().takeRequest().getBody().readUtf8())
                .contains("dapr.io/sentry", "spiffe://cluster.local/ns/dapr-system/dapr-sentry");
    }

    @Test
    void anApplicationWithoutIdIsCalledAsItsPod() throws Exception {
        cluster("default", "shop-account", Map.of());

        assertThat(asked("pod-1", "default")).isEqualTo("public");
    }

    @Test
    void aServiceOfTheControlPlaneHasItsTrustDomain() throws Exception {
        cluster("dapr-system", "shop-account", Map.of("dapr.io/control-plane", "operator"));

        assertThat(asked("dapr-operator", "dapr-system")).isEqualTo("cluster.local");
    }

    @Test
    void aServiceOfTheControlPlaneIsNotBelievedElsewhere() {
        cluster("default", "shop-account", Map.of("dapr.io/control-plane", "operator"));

        assertThatThrownBy(() -> asked("dapr-operator", "default"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("which is not the control plane namespace 'dapr-system'");
    }

    @Test
    void theTrustDomainComesFromTheConfigurationOfThePod() throws Exception {
        cluster("default", "shop-account", Map.of("dapr.io/app-id", "shop", "dapr.io/config", "appconfig"));
        server().expect()
                .get()
                .withPath("/apis/dapr.io/v1alpha1/namespaces/default/configurations/appconfig")
                .andReturn(
                        200,
                        "{\"apiVersion\":\"dapr.io/v1alpha1\",\"kind\":\"Configuration\",\"spec\":{\"accessControl\":"
                                + "{\"trustDomain\":\"company.example\"}}}")
                .once();

        assertThat(asked("shop", "default")).isEqualTo("company.example");
    }

    @Test
    void whoSaysSomethingElseThanItsPodIsRefused() {
        cluster("default", "shop-account", Map.of("dapr.io/app-id", "shop"));
        assertThatThrownBy(() -> asked("stock", "default"))
                .hasMessage("app-id mismatch. expected: shop, received: stock");

        cluster("default", "shop-account", Map.of("dapr.io/app-id", "shop"));
        assertThatThrownBy(() -> asked("shop", "other")).hasMessage("namespace mismatch; received namespace: other");

        cluster("default", "another-account", Map.of("dapr.io/app-id", "shop"));
        assertThatThrownBy(() -> asked("shop", "default")).hasMessage("pod service account mismatch");
    }

    @Test
    void aTokenThatKubernetesDoesNotKnowIsRefused() {
        server().expect()
                .post()
                .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
                .andReturn(
                        201,
                        new TokenReviewBuilder()
                                .withNewStatus()
                                .withError("expired")
                                .endStatus()
                                .build())
                .once();

        assertThatThrownBy(() -> asked("shop", "default"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("invalid token: expired");
    }
}
