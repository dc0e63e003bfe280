package dev.inlay.component.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import dev.inlay.testkit.daprd.Daprd;
import dev.inlay.time.TimeSource;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** daprd and Inlay keep state in one file at the same time, and each reads what the other has written. */
class DaprdCompatibilityTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String STATE = "/v1.0/state/statestore";

    @TempDir
    Path folder;

    private @Nullable Daprd daprd;
    private @Nullable StateStore store;

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("state.db");
        daprd = Daprd.withAppId("app").resource("""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.sqlite
                  version: v1
                  metadata:
                    - name: connectionString
                      value: "%s"
                """.formatted(file)).start(folder);
        store = Stores.of(file, TimeSource.system());
        store.init().block(LIMIT);
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.close().block(LIMIT);
        }
        if (daprd != null) {
            daprd.close();
        }
    }

    @Test
    void what_daprd_writes_is_read_with_its_etag_and_expiry() {
        save("""
                [{"key":"order","value":{"id":1,"name":"käse"}},
                 {"key":"short","value":"x","metadata":{"ttlInSeconds":"100"}}]""");

        StoredValue order = Objects.requireNonNull(read("app||order"));
        assertThat(text(order)).isEqualTo("{\"id\":1,\"name\":\"käse\"}");
        assertThat(order.value().json()).isTrue();
        assertThat(order.etag()).isEqualTo(etag("order"));
        assertThat(order.expiresAt()).isNull();
        StoredValue expiring = Objects.requireNonNull(read("app||short"));
        assertThat(expiring.expiresAt())
                .isBetween(
                        TimeSource.system().now().plusSeconds(60),
                        TimeSource.system().now().plusSeconds(101));
    }

    @Test
    void what_inlay_writes_daprd_reads_with_its_etag_and_expiry() {
        set(new StoreSet("app||order", json("{\"id\":2}")));
        byte[] bytes = {0, 1, (byte) 0xff, (byte) 0x80};
        set(new StoreSet("app||bytes", StateValue.raw(bytes)));
        set(new StoreSet(
                "app||short",
                json("1"),
                null,
                Concurrency.UNSPECIFIED,
                Consistency.UNSPECIFIED,
                Duration.ofSeconds(100),
                Map.of()));

        HttpResponse<byte[]> order = daprd().send("GET", STATE + "/order", "");
        assertThat(new String(order.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":2}");
        StoredValue own = Objects.requireNonNull(read("app||order"));
        assertThat(order.headers().firstValue("etag")).contains(Objects.requireNonNull(own.etag()));
        assertThat(daprd().send("GET", STATE + "/bytes", "").body()).isEqualTo(bytes);
        StoredValue expiring = Objects.requireNonNull(read("app||short"));
        assertThat(daprd().send("GET", STATE + "/short", "").headers().firstValue("metadata.ttlexpiretime"))
                .contains(Objects.requireNonNull(expiring.expiresAt()).toString());
    }

    @Test
    void either_refuses_an_etag_that_the_other_has_made_stale() {
        set(new StoreSet("app||k", json("1")));
        String stale = etag("k");
        save("[{\"key\":\"k\",\"value\":2}]");
        assertThatThrownBy(() -> set(new StoreSet(
                        "app||k", json("3"), stale, Concurrency.FIRST_WRITE, Consistency.UNSPECIFIED, null, Map.of())))
                .isInstanceOf(EtagMismatchException.class);

        String ofDaprd = etag("k");
        set(new StoreSet("app||k", json("4")));
        HttpResponse<byte[]> refused = daprd().send("DELETE", STATE + "/k", "", "If-Match", ofDaprd);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(text(Objects.requireNonNull(read("app||k")))).isEqualTo("4");
    }

    @Test
    void a_value_that_expires_is_gone_for_both() {
        save("[{\"key\":\"theirs\",\"value\":1,\"metadata\":{\"ttlInSeconds\":\"1\"}}]");
        set(new StoreSet(
                "app||ours",
                json("1"),
                null,
                Concurrency.UNSPECIFIED,
                Consistency.UNSPECIFIED,
                Duration.ofSeconds(1),
                Map.of()));
        await().atMost(LIMIT)
                .until(() -> read("app||theirs") == null
                        && read("app||ours") == null
                        && daprd().send("GET", STATE + "/theirs", "").statusCode() == 204
                        && daprd().send("GET", STATE + "/ours", "").statusCode() == 204);
    }

    @Test
    void both_write_at_the_same_time_and_nothing_is_lost() {
        for (int i = 0; i < 100; i++) {
            save("[{\"key\":\"theirs-" + i + "\",\"value\":" + i + "}]");
            set(new StoreSet("app||ours-" + i, json(Integer.toString(i))));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(text(Objects.requireNonNull(read("app||theirs-" + i)))).isEqualTo(Integer.toString(i));
            assertThat(daprd().send("GET", STATE + "/ours-" + i, "").body())
                    .isEqualTo(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void save(String body) {
        assertThat(daprd().send("POST", STATE, body, "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(204);
    }

    private String etag(String key) {
        return daprd().send("GET", STATE + "/" + key, "")
                .headers()
                .firstValue("etag")
                .orElseThrow();
    }

    private void set(StoreSet request) {
        store().set(request).block(LIMIT);
    }

    private @Nullable StoredValue read(String key) {
        return store().get(new StoreGet(key)).block(LIMIT);
    }

    private Daprd daprd() {
        return Objects.requireNonNull(daprd);
    }

    private StateStore store() {
        return Objects.requireNonNull(store);
    }

    private static StateValue json(String text) {
        return StateValue.json(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(StoredValue stored) {
        return new String(stored.value().bytes(), StandardCharsets.UTF_8);
    }
}
