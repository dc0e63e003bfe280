package dev.inlay.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.Manifests;
import dev.inlay.identity.Pem;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.operator.Membership;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with all roles in one process, before a stand-in of an API server. */
@SuppressWarnings("NullAway.Init")
class SingleProcessTests {

    private static final int OK = 200;
    private static final String COMPONENTS = """
            {"apiVersion":"dapr.io/v1alpha1","kind":"ComponentList","metadata":{"resourceVersion":"1"},"items":[
            {"apiVersion":"dapr.io/v1alpha1","kind":"Component","metadata":{"name":"orders","namespace":"default"},
            "spec":{"type":"state.in-memory","version":"v1","metadata":[]}}]}""";

    @TempDir
    Path folder;

    private final RehearsalCluster cluster = new RehearsalCluster();
    private final int sentry = Rehearsal.freePort();
    private final int operator = Rehearsal.freePort();
    private final int injector = Rehearsal.freePort();
    private RunningControlPlane program;

    @BeforeEach
    void start() throws IOException {
        cluster.put(
                "apis/dapr.io/v1alpha1/namespaces/default/configurations/daprsystem",
                RehearsalCluster.configuration("no-such-host:443"));
        cluster.put("apis/dapr.io/v1alpha1/components", COMPONENTS);
        program = new RunningControlPlane(
                cluster,
                folder,
                List.of(
                        "--role=sentry,operator,injector",
                        "--mode=kubernetes",
                        "--trust-domain=cluster.local",
                        "--sentry-listen-address=127.0.0.1",
                        "--sentry-port=" + sentry,
                        "--operator-listen-address=127.0.0.1",
                        "--operator-port=" + operator,
                        "--webhook-server-listen-address=127.0.0.1",
                        "--webhook-server-port=" + Rehearsal.freePort(),
                        "--injector-listen-address=127.0.0.1",
                        "--injector-port=" + injector));
        program.awaitHealth(OK);
    }

    @AfterEach
    void stop() {
        program.end();
        cluster.close();
    }

    @Test
    void anApplicationGetsItsIdentityFromItsSentryAndItsComponentsFromItsOperator() throws IOException {
        Path token =
                Files.writeString(folder.resolve("token"), cluster.pod("orders-1", "dapr.io/app-id", "order-service"));
        ControlPlaneOptions options = new ControlPlaneOptions(
                true,
                true,
                "127.0.0.1:" + operator,
                "127.0.0.1:" + sentry,
                "default",
                "cluster.local",
                anchors(),
                null,
                true,
                List.of());
        dev.inlay.operator.ControlPlane application = new dev.inlay.operator.ControlPlane(
                options,
                new AppIdentity("order-service", "default"),
                name -> name.equals("DAPR_SENTRY_TOKEN_FILE") ? token.toString() : null,
                TimeSource.system());
        try {
            Membership membership = Objects.requireNonNull(
                    application.connect(new dev.inlay.health.Readiness()).block(RunningControlPlane.LIMIT));
            Manifests manifests = Objects.requireNonNull(membership.manifests());
            assertThat(manifests.resources()).singleElement().satisfies(component -> assertThat(component.name())
                    .isEqualTo("orders"));
        } finally {
            application.close();
        }
    }

    @Test
    void theApiServerKnowsTheInjectorByItsNameAndTheRoots() throws IOException, GeneralSecurityException {
        String name = "dapr-sidecar-injector.default.svc";
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", Pem.certificates(anchors()).get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);

        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), injector);
                SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, injector, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);

            assertThatNoException().isThrownBy(socket::startHandshake);
        }
    }

    private String anchors() {
        Config access = Config.fromKubeconfig(folder.resolve("kubeconfig").toFile());
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(access).build()) {
            return Objects.requireNonNull(client.configMaps()
                    .inNamespace("default")
                    .withName("dapr-trust-bundle")
                    .get()
                    .getData()
                    .get("ca.crt"));
        }
    }
}
