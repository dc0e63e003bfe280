package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A daprd and this store on one Redis understand each other. Needs the environment variable DAPR_BIN. */
class DaprdInteropTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int HTTP_PORT = EmbeddedRedis.freePort();

    private static @Nullable TestRedis redis;
    private static @Nullable Process daprd;
    private static @Nullable StateStore store;

    @BeforeAll
    static void startBoth(@TempDir Path folder) throws IOException {
        String binary = System.getenv("DAPR_BIN");
        assumeTrue(binary != null, "not run: the environment variable DAPR_BIN does not name a daprd");
        redis = TestRedis.startWithStores();
        store = redis.store();
        run(store.init());
        Files.writeString(folder.resolve("statestore.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.redis
                  version: v1
                  metadata:
                  - name: redisHost
                    value: "%s"
                """.formatted(redis.address()));
        ProcessBuilder builder = new ProcessBuilder(
                        Objects.requireNonNull(binary),
                        "--app-id=app",
                        "--resources-path=" + folder,
                        "--dapr-http-port=" + HTTP_PORT,
                        "--dapr-grpc-port=" + EmbeddedRedis.freePort(),
                        "--dapr-internal-grpc-port=" + EmbeddedRedis.freePort(),
                        "--dapr-listen-addresses=127.0.0.1",
                        "--enable-metrics=false",
                        "--profile-port=" + EmbeddedRedis.freePort())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DAPR_HOST_IP", "127.0.0.1");
        daprd = builder.start();
        await("daprd")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> send("GET", "/v1.0/healthz/outbound", "", "").statusCode() == 204);
    }

    @AfterAll
    static void stopBoth() throws IOException, InterruptedException {
        if (daprd != null) {
            daprd.destroy();
            if (!daprd.waitFor(10, TimeUnit.SECONDS)) {
                daprd.destroyForcibly();
            }
        }
        if (store != null) {
            run(store.close());
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void what_daprd_writes_is_read_with_its_etag() throws Exception {
        save("[{\"key\":\"d\",\"value\":{\"orderId\":42}},{\"key\":\"e\",\"value\":\"text\"}]", 204);
        save("[{\"key\":\"d\",\"value\":{\"orderId\":43}}]", 204);
        StoredValue stored =
                store().get(new StoreGet("app||d")).blockOptional(LIMIT).orElseThrow();
        assertThat(stored.value().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("{\"orderId\":43}");
        assertThat(stored.etag()).isEqualTo("2");

        run(store().set(write("d", "44", "2")));
        save("[{\"key\":\"d\",\"value\":45}]", 204);
        assertThat(catchThrowable(() -> run(store().set(write("d", "46", "3")))))
                .isInstanceOf(EtagMismatchException.class);
    }

    @Test
    void what_we_write_daprd_reads_and_holds_to_its_etag() throws Exception {
        run(store().set(write("w", "{\"orderId\":1}", null)));
        HttpResponse<String> read = send("GET", "/v1.0/state/statestore/w", "", "");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("{\"orderId\":1}");
        assertThat(read.headers().firstValue("etag")).hasValue("1");

        save("[{\"key\":\"w\",\"value\":2,\"etag\":\"1\"}]", 204);
        save("[{\"key\":\"w\",\"value\":3,\"etag\":\"1\"}]", 409);
        StoredValue stored =
                store().get(new StoreGet("app||w")).blockOptional(LIMIT).orElseThrow();
        assertThat(stored.etag()).isEqualTo("2");
        assertThat(stored.value().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("2");

        run(store().transact(List.of(write("w", "4", "2"))));
        assertThat(send("DELETE", "/v1.0/state/statestore/w", "", "2").statusCode())
                .isEqualTo(409);
        assertThat(send("DELETE", "/v1.0/state/statestore/w", "", "3").statusCode())
                .isEqualTo(204);
        assertThat(store().get(new StoreGet("app||w")).blockOptional(LIMIT)).isEmpty();
    }

    @Test
    void a_first_write_of_one_stops_a_first_write_of_the_other() throws Exception {
        String firstWrite = "[{\"key\":\"%s\",\"value\":1,\"options\":{\"concurrency\":\"first-write\"}}]";
        save(firstWrite.formatted("f"), 204);
        assertThat(catchThrowable(() -> run(store().set(firstWrite("f"))))).isInstanceOf(EtagMismatchException.class);
        run(store().set(firstWrite("g")));
        save(firstWrite.formatted("g"), 500);
    }

    private static void save(String body, int status) throws Exception {
        assertThat(send("POST", "/v1.0/state/statestore", body, "").statusCode())
                .isEqualTo(status);
    }

    private static HttpResponse<String> send(String method, String path, String body, String ifMatch)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + HTTP_PORT + path))
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!ifMatch.isEmpty()) {
            request.header("If-Match", ifMatch);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static StoreSet write(String key, String value, @Nullable String etag) {
        return new StoreSet(
                "app||" + key,
                StateValue.json(value.getBytes(StandardCharsets.UTF_8)),
                etag,
                Concurrency.UNSPECIFIED,
                Consistency.UNSPECIFIED,
                null,
                Map.of());
    }

    private static StoreSet firstWrite(String key) {
        return new StoreSet(
                "app||" + key,
                StateValue.json(new byte[] {'1'}),
                null,
                Concurrency.FIRST_WRITE,
                Consistency.UNSPECIFIED,
                null,
                Map.of());
    }

    private static StateStore store() {
        return Objects.requireNonNull(store, "opened before all tests");
    }

    private static void run(Mono<Void> call) {
        call.block(LIMIT);
    }
}
