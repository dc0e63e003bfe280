package dev.inlay.component.redis;

import dev.inlay.state.StateStore;
import dev.inlay.testkit.state.StateStoreKit;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The Redis store keeps what every store promises, on a real redis-server. */
class RedisStateStoreTests extends StateStoreKit {

    private static @Nullable TestRedis redis;

    private @Nullable TcpProxy proxy;

    @BeforeAll
    static void startServer() throws IOException {
        redis = TestRedis.startWithStores();
    }

    @AfterAll
    static void stopServer() throws IOException {
        redis().close();
    }

    @AfterEach
    void closeProxy() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Override
    protected StateStore createStore() throws IOException {
        redis().commands().flushall();
        proxy = TcpProxy.to(redis().port());
        return TestRedis.store(Map.of("redisHost", "127.0.0.1:" + proxy.port()));
    }

    @Override
    protected StateStore createSecondClient() {
        return redis().store();
    }

    @Override
    protected Runnable connectionCut() {
        return Objects.requireNonNull(proxy)::cut;
    }

    @Override
    protected String malformedEtag() {
        return "not-a-number";
    }

    @Override
    protected boolean refusesEtagOfAbsentKey() {
        return false;
    }

    @Override
    protected boolean keepsExpiryOnWriteWithoutTtl() {
        return true;
    }

    private static TestRedis redis() {
        return Objects.requireNonNull(redis, "started before all tests");
    }
}
