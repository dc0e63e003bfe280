package dev.inlay.component.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.testkit.identity.TestAuthority;
import dev.inlay.time.TimeSource;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Secrets are those that the API server shows to the pod's service account. */
class KubernetesSecretStoreTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PASSWORD =
            Base64.getEncoder().encodeToString("s3cret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path account;

    private final TestAuthority authority = TestAuthority.create(
            "cluster.local", KeyKind.ECDSA, TimeSource.system().now());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final DisposableServer server = server();
    private volatile String validToken = "first";

    private DisposableServer server() {
        Svid own = authority.issue(
                new SpiffeId("cluster.local", "default", "api"), KeyKind.ECDSA, Duration.ofHours(1), "127.0.0.1");
        try {
            var tls = SslContextBuilder.forServer(own.key(), own.chain()).build();
            return HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .secure(connection -> connection.sslContext(tls))
                    .handle(this::answer)
                    .bindNow(LIMIT);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        requests.add(request.uri());
        if (!("Bearer " + validToken).equals(request.requestHeaders().get("authorization"))) {
            return response.status(401)
                    .sendString(Mono.just("{\"message\":\"Unauthorized\"}"))
                    .then();
        }
        return switch (request.uri()) {
            case "/api/v1/namespaces/shop/secrets/redis", "/api/v1/namespaces/other/secrets/redis" ->
                response.sendString(Mono.just(
                                "{\"metadata\":{\"name\":\"redis\"},\"data\":{\"password\":\"" + PASSWORD + "\"}}"))
                        .then();
            case "/api/v1/namespaces/shop/secrets" ->
                response.sendString(Mono.just(
                                "{\"items\":[{\"metadata\":{\"name\":" + "\"redis\"},\"data\":{\"password\":\""
                                        + PASSWORD + "\"}},{\"metadata\":{\"name\":\"empty\"}}]}"))
                        .then();
            case "/api/v1/namespaces/shop/secrets/forbidden" ->
                response.status(403)
                        .sendString(Mono.just("{\"message\":\"secrets \\\"forbidden\\\" is forbidden\"}"))
                        .then();
            default ->
                response.status(404)
                        .sendString(Mono.just("{\"message\":\"not found\"}"))
                        .then();
        };
    }

    @BeforeEach
    void mountServiceAccount() throws IOException {
        Files.writeString(account.resolve("ca.crt"), authority.anchorsPem());
        Files.writeString(account.resolve("token"), "first\n");
    }

    @AfterEach
    void stop() {
        server.disposeNow(LIMIT);
    }

    private KubernetesSecretStore store(String namespace) {
        Map<String, String> environment = Map.of(
                "KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", String.valueOf(server.port()));
        KubernetesSecretStore made = new KubernetesSecretStore(
                () -> ClusterAccess.of(environment::get, account),
                access -> new ApiServer(access, JsonCodec.standard(), TimeSource.system()),
                namespace);
        made.init().block(LIMIT);
        return made;
    }

    @Test
    void aSecretHasItsEntriesDecoded() {
        assertThat(store("shop").get("redis", Map.of()).block(LIMIT)).isEqualTo(Map.of("password", "s3cret"));
    }

    @Test
    void theNamespaceOfTheRequestWins() {
        store("shop").get("redis", Map.of("namespace", "other")).block(LIMIT);

        assertThat(requests).containsExactly("/api/v1/namespaces/other/secrets/redis");
    }

    @Test
    void allSecretsAreThoseOfTheNamespace() {
        assertThat(store("shop").getAll(Map.of()).block(LIMIT))
                .isEqualTo(Map.of("redis", Map.of("password", "s3cret"), "empty", Map.of()));
    }

    @Test
    void aSecretThatIsNotThereIsEmpty() {
        assertThat(store("shop").get("none", Map.of()).block(LIMIT)).isNull();
    }

    @Test
    void whatIsForbiddenIsToldInTheWordsOfTheApiServer() {
        assertThatThrownBy(() -> store("shop").get("forbidden", Map.of()).block(LIMIT))
                .hasMessageContaining("secrets \"forbidden\" is forbidden")
                .hasMessageContaining("403");
    }

    @Test
    void aTokenThatKubernetesHasReplacedIsReadAgain() throws IOException {
        KubernetesSecretStore made = store("shop");
        made.get("redis", Map.of()).block(LIMIT);

        validToken = "second";
        Files.writeString(account.resolve("token"), "second");

        assertThat(made.get("redis", Map.of()).block(LIMIT)).isEqualTo(Map.of("password", "s3cret"));
    }

    @Test
    void aNameCannotLeadElsewhere() {
        assertThatThrownBy(() -> store("shop").get("../configmaps/x", Map.of()).block(LIMIT))
                .hasMessageContaining("'../configmaps/x' is no name of Kubernetes");
        assertThatThrownBy(() ->
                        store("shop").get("redis", Map.of("namespace", "a/b")).block(LIMIT))
                .hasMessageContaining("namespace 'a/b'");
        assertThat(requests).isEmpty();
    }

    @Test
    void withoutAnyNamespaceNothingIsAsked() {
        assertThatThrownBy(() -> store("").get("redis", Map.of()).block(LIMIT))
                .hasMessageContaining("namespace is missing on metadata and NAMESPACE env variable");
    }

    @Test
    void anApiServerThatTheClustersRootDoesNotVouchForGetsNoToken() throws IOException {
        TestAuthority other = TestAuthority.create(
                "cluster.local", KeyKind.ECDSA, TimeSource.system().now());
        Files.writeString(account.resolve("ca.crt"), other.anchorsPem());

        assertThatThrownBy(() -> store("shop").get("redis", Map.of()).block(LIMIT))
                .hasMessageContaining("cannot be reached");
        assertThat(requests).isEmpty();
    }

    @Test
    void outsideOfAClusterTheStoreSaysSo() {
        KubernetesSecretStore outside = new KubernetesSecretStore(
                () -> ClusterAccess.of(name -> null, account),
                access -> new ApiServer(access, JsonCodec.standard(), TimeSource.system()),
                "shop");

        assertThatThrownBy(() -> outside.init().block(LIMIT))
                .isInstanceOf(InvalidComponentException.class)
                .hasMessageContaining("KUBERNETES_SERVICE_HOST")
                .hasMessageContaining("--disable-builtin-k8s-secret-store");
    }

    @Test
    void aPodWithoutATokenIsToldWhichFileIsMissing() throws IOException {
        Files.delete(account.resolve("token"));

        assertThatThrownBy(() -> store("shop"))
                .hasMessageContaining(account.resolve("token").toString());
    }
}
