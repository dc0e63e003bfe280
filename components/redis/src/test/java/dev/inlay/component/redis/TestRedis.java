package dev.inlay.component.redis;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.state.StateStore;
import dev.inlay.time.TimeSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/** A real redis-server of its own on a free port of the loopback interface, with a plain client to look into it. */
final class TestRedis implements AutoCloseable {

    private static final File EXECUTABLE = unpack();

    private final RedisServer server;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private TestRedis(RedisServer server, RedisURI uri) {
        this.server = server;
        this.client = RedisClient.create(uri);
        this.connection = client.connect();
    }

    static TestRedis start(String... settings) throws IOException {
        return start(freePort(), settings);
    }

    static TestRedis start(int port, String... settings) throws IOException {
        RedisServerBuilder builder = builder().port(port);
        for (String setting : settings) {
            builder.setting(setting);
        }
        RedisServer server = builder.build();
        server.start();
        RedisURI uri = RedisURI.create("127.0.0.1", port);
        for (String setting : settings) {
            if (setting.startsWith("requirepass ")) {
                uri.setCredentialsProvider(RedisCredentialsProvider.from(
                        () -> RedisCredentials.just(null, setting.substring("requirepass ".length()))));
            }
        }
        return new TestRedis(server, uri);
    }

    /** Settings that all servers share: nothing on disk, nothing but loopback. */
    static RedisServerBuilder builder() throws IOException {
        return new RedisServerBuilder()
                .executableProvider(executable())
                .bind("127.0.0.1")
                .onShutdownForceStop(true)
                .setting("save \"\"")
                .setting("daemonize no");
    }

    static ExecutableProvider executable() {
        return () -> EXECUTABLE;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    int port() {
        return server.ports().get(0);
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    /** How many clients are connected now besides the one that asks. */
    long clients() {
        return commands().clientList().lines().count() - 1;
    }

    /** Stops the server as a crash does. */
    void kill() throws IOException {
        server.stop();
    }

    @Override
    public void close() throws IOException {
        connection.closeAsync();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.stop();
    }

    private static File unpack() {
        try {
            return ExecutableProvider.newJarResourceProvider().get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
