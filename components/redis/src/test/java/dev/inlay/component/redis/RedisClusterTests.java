package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.inlay.state.StateStore;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.testkit.redis.EmbeddedRedis;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** State spread over a cluster of two nodes. */
class RedisClusterTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int BUS_OFFSET = 10_000;

    private static @Nullable TestRedis left;
    private static @Nullable TestRedis right;

    private final StateStore store =
            TestRedis.store(Map.of("redisHost", left().address() + "," + right().address(), "redisType", "cluster"));

    @BeforeAll
    static void startCluster(@TempDir Path folder) throws IOException {
        left = startNode(folder.resolve("left.conf"));
        right = startNode(folder.resolve("right.conf"));
        int half = SlotHash.SLOT_COUNT / 2;
        left().commands().clusterAddSlots(IntStream.range(0, half).toArray());
        right().commands()
                .clusterAddSlots(IntStream.range(half, SlotHash.SLOT_COUNT).toArray());
        left().commands().clusterMeet("127.0.0.1", right().port());
        for (TestRedis node : List.of(left(), right())) {
            await("the cluster to form").atMost(LIMIT).until(() -> {
                String info = node.commands().clusterInfo();
                return info.contains("cluster_state:ok") && info.contains("cluster_slots_assigned:16384");
            });
        }
    }

    private static TestRedis startNode(Path configuration) throws IOException {
        int port = EmbeddedRedis.freePort();
        while (port + BUS_OFFSET > 65_535) {
            port = EmbeddedRedis.freePort();
        }
        return TestRedis.startWithStores(port, "cluster-enabled yes", "cluster-config-file " + configuration);
    }

    @AfterAll
    static void stopCluster() throws IOException {
        left().close();
        right().close();
    }

    @BeforeEach
    void open() {
        run(store.init());
    }

    @AfterEach
    void close() {
        run(store.close());
        left().commands().flushall();
        right().commands().flushall();
    }

    @Test
    void keys_are_spread_over_the_nodes_and_found_again() {
        List<StoreOperation> writes = new ArrayList<>();
        List<StoreGet> reads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(write("app||" + i));
            reads.add(new StoreGet("app||" + i));
        }
        run(store.bulk(writes));
        assertThat(left().commands().dbsize()).isBetween(1L, 99L);
        assertThat(left().commands().dbsize() + right().commands().dbsize()).isEqualTo(100);
        assertThat(store.bulkGet(reads, 1).collectList().block(LIMIT)).hasSize(100);
        for (int i = 0; i < 10; i++) {
            run(store.set(write("app||" + i)));
            assertThat(Objects.requireNonNull(
                                    store.get(new StoreGet("app||" + i)).block(LIMIT))
                            .etag())
                    .isEqualTo("2");
            run(store.delete(new StoreDelete("app||" + i)));
        }
        assertThat(left().commands().dbsize() + right().commands().dbsize()).isEqualTo(90);
    }

    @Test
    void a_transaction_of_keys_with_one_hash_tag_is_done() {
        run(store.transact(List.of(write("app||{cart}items"), write("app||{cart}total"))));
        assertThat(store.get(new StoreGet("app||{cart}total")).block(LIMIT)).isNotNull();
    }

    @Test
    void a_transaction_over_several_slots_is_refused_with_the_cure() {
        assertThat(catchThrowable(() -> run(store.transact(List.of(write("app||a"), write("app||b"))))))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContainingAll("app||a", "app||b", "different slots", "hash tag");
        assertThat(store.get(new StoreGet("app||a")).blockOptional(LIMIT)).isEmpty();
    }

    @Test
    void a_slot_that_moves_is_followed_and_the_write_happens_once() {
        String key = "app||{mover}";
        int slot = SlotHash.getSlot(key);
        boolean isLeft = slot < SlotHash.SLOT_COUNT / 2;
        TestRedis from = isLeft ? left() : right();
        TestRedis to = isLeft ? right() : left();
        move(slot, from, to);
        run(store.set(write(key)));
        assertThat(to.commands().hget(key, "version")).isEqualTo("1");
        to.commands().flushall();
        move(slot, to, from);
    }

    private static void move(int slot, TestRedis from, TestRedis to) {
        String newOwner = to.commands().clusterMyId();
        to.commands().clusterSetSlotNode(slot, newOwner);
        from.commands().clusterSetSlotNode(slot, newOwner);
    }

    private static TestRedis left() {
        return Objects.requireNonNull(left, "started before all tests");
    }

    private static TestRedis right() {
        return Objects.requireNonNull(right, "started before all tests");
    }

    private static StoreSet write(String key) {
        return new StoreSet(key, StateValue.raw(new byte[] {'1'}));
    }

    private static void run(Mono<Void> call) {
        call.block(LIMIT);
    }
}
