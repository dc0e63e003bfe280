package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.InvalidEtagException;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What lies in Redis is what Dapr puts there, and what Dapr put there is understood. */
class RedisLayoutTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String KEY = "app||order";

    private static @Nullable TestRedis redis;

    private final StateStore store = redis().store();

    @BeforeAll
    static void startServer() throws IOException {
        redis = TestRedis.startWithStores();
    }

    @AfterAll
    static void stopServer() throws IOException {
        redis().close();
    }

    @BeforeEach
    void open() {
        redis().commands().flushall();
        run(store.init());
    }

    @AfterEach
    void close() {
        run(store.close());
    }

    @Test
    void a_value_is_a_hash_of_data_and_version() {
        run(store.set(write("[1,2]")));
        assertThat(redis().commands().hgetall(KEY)).isEqualTo(Map.of("data", "[1,2]", "version", "1"));
        assertThat(redis().commands().ttl(KEY)).isEqualTo(-1);
        run(store.set(write("3")));
        assertThat(redis().commands().hgetall(KEY)).isEqualTo(Map.of("data", "3", "version", "2"));
    }

    @Test
    void a_first_write_leaves_its_mark() {
        run(store.set(write("1", null, Concurrency.FIRST_WRITE)));
        assertThat(redis().commands().hgetall(KEY)).isEqualTo(Map.of("data", "1", "version", "1", "first-write", "0"));
    }

    @Test
    void a_time_to_live_becomes_an_expiry_in_whole_seconds() {
        run(store.set(write("1", Duration.ofSeconds(50))));
        assertThat(redis().commands().ttl(KEY)).isBetween(48L, 50L);
        run(store.set(write("2", null, Concurrency.UNSPECIFIED)));
        assertThat(redis().commands().ttl(KEY))
                .as("kept by a write that says nothing")
                .isBetween(48L, 50L);
        run(store.set(write("3", Duration.ZERO)));
        assertThat(redis().commands().ttl(KEY)).isEqualTo(-1);
        run(store.set(write("4", Duration.ofMillis(1))));
        assertThat(redis().commands().pttl(KEY)).isBetween(1L, 1000L);
    }

    @Test
    void the_longest_time_to_live_is_no_error() {
        run(store.set(write("1", Duration.ofSeconds(Long.MAX_VALUE))));
        assertThat(redis().commands().ttl(KEY)).isGreaterThan(1_000_000_000L);
    }

    @Test
    void the_time_to_live_of_the_component_is_the_default() {
        StateStore expiring = redis().store("ttlInSeconds", "70");
        run(expiring.init());
        run(expiring.set(write("1")));
        assertThat(redis().commands().ttl(KEY)).isBetween(68L, 70L);
        run(expiring.transact(List.of(new StoreSet("app||t", StateValue.raw(new byte[0])))));
        assertThat(redis().commands().ttl("app||t")).isBetween(68L, 70L);
        run(expiring.close());
    }

    @Test
    void a_plain_string_is_read_without_etag() {
        redis().commands().set(KEY, "old data");
        StoredValue plain = read(KEY);
        assertThat(plain.value().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("old data");
        assertThat(plain.etag()).isNull();
        List<StoreGetResult> found = store.bulkGet(List.of(new StoreGet("app||none"), new StoreGet(KEY)), 1)
                .collectList()
                .blockOptional(LIMIT)
                .orElseThrow();
        assertThat(found).extracting(StoreGetResult::key).containsExactly(KEY);
    }

    @Test
    void a_key_of_another_type_gives_way_to_a_write() {
        redis().commands().set(KEY, "old data");
        run(store.transact(List.of(write("1"), write("2"))));
        assertThat(redis().commands().hgetall(KEY)).isEqualTo(Map.of("data", "2", "version", "2"));
    }

    @Test
    void a_key_that_is_no_state_fails_for_itself_alone() {
        redis().commands().lpush("app||list", "1");
        redis().commands().hset("app||half", "data", "1");
        run(store.set(write("1")));
        List<StoreGet> keys = List.of(new StoreGet("app||list"), new StoreGet("app||half"), new StoreGet(KEY));
        List<StoreGetResult> found =
                store.bulkGet(keys, 1).collectList().blockOptional(LIMIT).orElseThrow();
        assertThat(found.get(0).error()).isInstanceOf(StateStoreException.class).hasMessageContaining("WRONGTYPE");
        assertThat(found.get(1).error())
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("app||half")
                .hasMessageContaining("'version'");
        assertThat(found.get(2).value()).isNotNull();
    }

    @Test
    void a_version_that_cannot_be_counted_stops_the_whole_transaction() {
        redis().commands().hset("app||broken", Map.of("data", "1", "version", "one"));
        StoreOperation broken = new StoreSet("app||broken", StateValue.raw(new byte[0]));
        assertThatThrownBy(() -> run(store.transact(List.of(write("1"), broken))))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("app||broken");
        assertThat(redis().commands().exists(KEY)).isZero();
        assertThat(redis().commands().hget("app||broken", "data")).isEqualTo("1");
    }

    @Test
    void etags_are_compared_step_by_step_within_a_transaction() {
        run(store.set(write("1")));
        run(store.transact(
                List.of(write("2", "1", Concurrency.UNSPECIFIED), write("3", "2", Concurrency.UNSPECIFIED))));
        assertThat(redis().commands().hgetall(KEY)).isEqualTo(Map.of("data", "3", "version", "3"));

        Throwable failure = catchThrowable(() -> run(store.transact(
                List.of(write("4", "3", Concurrency.UNSPECIFIED), write("5", "3", Concurrency.UNSPECIFIED)))));
        assertThat(failure).isInstanceOf(EtagMismatchException.class);
        assertThat(redis().commands().hget(KEY, "data")).isEqualTo("3");
    }

    @Test
    void etag_zero_counts_as_none_and_text_is_refused() {
        run(store.set(write("1", "0", Concurrency.FIRST_WRITE)));
        run(store.set(write("2", "0", Concurrency.UNSPECIFIED)));
        assertThat(redis().commands().hget(KEY, "version")).isEqualTo("2");
        assertThatThrownBy(() -> run(store.set(write("3", "2x", Concurrency.UNSPECIFIED))))
                .isInstanceOf(InvalidEtagException.class)
                .hasMessageContaining("'2x'")
                .hasMessageContaining("a whole number");
        assertThatThrownBy(() -> run(store.bulk(List.of(write("3", "2x", Concurrency.UNSPECIFIED)))))
                .rootCause()
                .isInstanceOf(NumberFormatException.class);
    }

    @Test
    void a_server_that_has_forgotten_the_script_learns_it_again() {
        run(store.set(write("1")));
        redis().commands().scriptFlush();
        run(store.set(write("2")));
        redis().commands().scriptFlush();
        run(store.bulk(List.of(write("3"), new StoreDelete("app||other"))));
        assertThat(redis().commands().hget(KEY, "version")).isEqualTo("3");
    }

    @Test
    void strong_consistency_waits_for_the_replica_and_not_longer() throws IOException {
        try (TestRedis replica = TestRedis.startWithStores("replicaof 127.0.0.1 " + redis().port())) {
            await("the replica")
                    .atMost(LIMIT)
                    .until(() -> replica.commands().info("replication").contains("master_link_status:up"));
            StateStore replicated = redis().store();
            run(replicated.init());
            for (int i = 0; i < 20; i++) {
                run(replicated.set(new StoreSet(
                        "app||" + i,
                        StateValue.raw(new byte[1]),
                        null,
                        Concurrency.UNSPECIFIED,
                        Consistency.STRONG,
                        null,
                        Map.of())));
                assertThat(replica.commands().hget("app||" + i, "version")).isEqualTo("1");
            }
            run(replicated.close());
        }
    }

    private static TestRedis redis() {
        return Objects.requireNonNull(redis, "started before all tests");
    }

    private StoredValue read(String key) {
        return store.get(new StoreGet(key)).blockOptional(LIMIT).orElseThrow();
    }

    private static void run(Mono<Void> call) {
        call.block(LIMIT);
    }

    private static StoreSet write(String value) {
        return write(value, null, Concurrency.UNSPECIFIED);
    }

    private static StoreSet write(String value, @Nullable String etag, Concurrency concurrency) {
        return new StoreSet(KEY, bytes(value), etag, concurrency, Consistency.UNSPECIFIED, null, Map.of());
    }

    private static StoreSet write(String value, Duration ttl) {
        return new StoreSet(KEY, bytes(value), null, Concurrency.UNSPECIFIED, Consistency.UNSPECIFIED, ttl, Map.of());
    }

    private static StateValue bytes(String value) {
        return StateValue.raw(value.getBytes(StandardCharsets.UTF_8));
    }
}
