package dev.inlay.component.redis;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.state.StateStore;
import dev.inlay.testkit.redis.EmbeddedRedis;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A real redis-server, and stores that keep their state there. */
final class TestRedis extends EmbeddedRedis {

    private TestRedis(int port, String... settings) throws IOException {
        super(port, settings);
    }

    static TestRedis startWithStores(String... settings) throws IOException {
        return startWithStores(freePort(), settings);
    }

    static TestRedis startWithStores(int port, String... settings) throws IOException {
        return new TestRedis(port, settings);
    }

    /** A store that is not initialised, made as the runtime makes it: from metadata, checked against the fields. */
    static StateStore store(Map<String, String> metadata) {
        return store(new RedisStateStoreFactory(), metadata);
    }

    static StateStore store(RedisStateStoreFactory factory, Map<String, String> metadata) {
        return factory.create(context(factory, metadata));
    }

    static ComponentContext context(RedisStateStoreFactory factory, Map<String, String> metadata) {
        return new ComponentContext(
                "statestore",
                factory.type(),
                "v1",
                ComponentMetadata.of(factory.fields(), metadata),
                new AppIdentity("app", ""),
                TimeSource.system(),
                JsonCodec.standard());
    }

    StateStore store() {
        return store(Map.of("redisHost", address()));
    }

    StateStore store(String field, String value) {
        Map<String, String> metadata = new HashMap<>(Map.of("redisHost", address()));
        metadata.put(field, value);
        return store(metadata);
    }

    /** How many clients are connected now besides the one that asks. */
    long clients() {
        return commands().clientList().lines().count() - 1;
    }
}
