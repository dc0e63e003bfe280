package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreSet;
import dev.inlay.testkit.redis.EmbeddedRedis;
import dev.inlay.testkit.redis.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The connection is encrypted and both ends show who they are, against a real server that demands it. */
class RedisTlsTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int TLS_PORT = EmbeddedRedis.freePort();
    private static @Nullable TestRedis redis;
    private static @Nullable TestCertificate server;
    private static @Nullable TestCertificate client;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        server = TestCertificate.create();
        client = TestCertificate.create();
        redis = TestRedis.startWithStores(
                "tls-port " + TLS_PORT,
                "tls-cert-file " + Files.writeString(folder.resolve("server.pem"), server().certificate()),
                "tls-key-file " + Files.writeString(folder.resolve("server.key"), server().key()),
                "tls-ca-cert-file " + Files.writeString(folder.resolve("client.pem"), client().authority()),
                "tls-auth-clients yes");
    }

    @AfterAll
    static void stopServer() throws Exception {
        Objects.requireNonNull(redis).close();
    }

    @Test
    void state_is_kept_over_tls_with_a_certificate_of_our_own() {
        StateStore store = store("127.0.0.1", Map.of("caCert", server().authority()));
        run(store.init());
        run(store.set(new StoreSet("app||tls", StateValue.raw(new byte[] {'1'}))));
        assertThat(Objects.requireNonNull(redis).commands().hget("app||tls", "data"))
                .isEqualTo("1");
        run(store.close());
    }

    @Test
    void a_server_that_nobody_vouches_for_is_refused_unless_told_otherwise() {
        assertThat(initFailure(store("127.0.0.1", Map.of())))
                .hasMessageContaining("127.0.0.1:" + TLS_PORT + ": TLS handshake failed: ");
        StateStore careless = store("127.0.0.1", Map.of("insecureSkipTLSVerify", "true"));
        run(careless.init());
        run(careless.close());
    }

    @Test
    void a_server_with_another_name_is_refused() {
        assertThat(initFailure(store("localhost", Map.of("caCert", server().authority()))))
                .hasMessageContaining("TLS handshake failed: ")
                .hasMessageContaining("localhost");
    }

    private static StateStore store(String host, Map<String, String> more) {
        Map<String, String> metadata = new HashMap<>(more);
        metadata.put("redisHost", host + ":" + TLS_PORT);
        metadata.put("enableTLS", "true");
        metadata.put("clientCert", client().certificate());
        metadata.put("clientKey", client().key());
        return TestRedis.store(metadata);
    }

    private static Throwable initFailure(StateStore store) {
        Throwable failure = catchThrowable(() -> run(store.init()));
        run(store.close());
        return failure;
    }

    private static TestCertificate server() {
        return Objects.requireNonNull(server, "made before all tests");
    }

    private static TestCertificate client() {
        return Objects.requireNonNull(client, "made before all tests");
    }

    private static void run(Mono<Void> call) {
        call.block(LIMIT);
    }
}
