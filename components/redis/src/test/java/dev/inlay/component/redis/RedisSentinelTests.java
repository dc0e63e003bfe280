package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreSet;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import redis.embedded.RedisSentinel;
import redis.embedded.core.RedisSentinelBuilder;

/** State behind a Sentinel: the store finds the primary, and the next one when it dies. */
class RedisSentinelTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String MASTER = "mymaster";

    @Test
    void the_store_follows_a_failover() throws IOException {
        int sentinelPort = EmbeddedRedis.freePort();
        try (TestRedis first = TestRedis.startWithStores();
                TestRedis second = TestRedis.startWithStores("replicaof 127.0.0.1 " + first.port())) {
            await("the replica")
                    .atMost(LIMIT)
                    .until(() -> second.commands().info("replication").contains("master_link_status:up"));
            RedisSentinel sentinel = startSentinel(sentinelPort, first.port());
            try {
                StateStore store = store(sentinelPort, MASTER);
                run(store.init());
                run(store.set(write("app||before")));
                assertThat(first.commands().hget("app||before", "version")).isEqualTo("1");
                await("replication").atMost(LIMIT).until(() -> second.commands().exists("app||before") == 1);
                awaitThatSentinelKnowsAReplica(first);

                first.kill();
                await("the store to use the new primary")
                        .atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> {
                            run(store.set(write("app||after")));
                            return true;
                        });
                assertThat(second.commands().info("replication")).contains("role:master");
                assertThat(second.commands().hget("app||after", "version")).isEqualTo("1");
                run(store.close());
            } finally {
                sentinel.stop();
            }
        }
    }

    @Test
    void a_primary_that_the_sentinel_does_not_know_is_told() throws IOException {
        int sentinelPort = EmbeddedRedis.freePort();
        try (TestRedis redis = TestRedis.startWithStores()) {
            RedisSentinel sentinel = startSentinel(sentinelPort, redis.port());
            try {
                StateStore store = store(sentinelPort, "another");
                assertThat(catchThrowable(() -> run(store.init())))
                        .hasMessageContaining("127.0.0.1:" + sentinelPort)
                        .hasMessageContaining("another");
            } finally {
                sentinel.stop();
            }
        }
    }

    private static RedisSentinel startSentinel(int port, int masterPort) throws IOException {
        RedisSentinel sentinel = new RedisSentinelBuilder()
                .executableProvider(EmbeddedRedis.executable())
                .bind("127.0.0.1")
                .port(port)
                .masterName(MASTER)
                .masterPort(masterPort)
                .quorumSize(1)
                .downAfterMilliseconds(300)
                .failOverTimeout(2000)
                .onShutdownForceStop(true)
                .build();
        sentinel.start();
        return sentinel;
    }

    /** Sentinel asks the primary for its replicas and then announces itself there. */
    private static void awaitThatSentinelKnowsAReplica(TestRedis primary) {
        await("the Sentinel to look around")
                .atMost(LIMIT)
                .until(() -> primary.commands().clientList().contains("name=sentinel-"));
    }

    private static StateStore store(int sentinelPort, String master) {
        return TestRedis.store(
                Map.of("redisHost", "127.0.0.1:" + sentinelPort, "failover", "true", "sentinelMasterName", master));
    }

    private static StoreSet write(String key) {
        return new StoreSet(key, StateValue.raw(new byte[] {'1'}));
    }

    private static void run(Mono<Void> call) {
        call.block(Duration.ofSeconds(10));
    }
}
