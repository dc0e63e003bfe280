package dev.inlay.testkit.redis;

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
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/**
 * A real redis-server of its own on the loopback interface, with a plain client to look into it. It keeps nothing on
 * disk. Its methods block; the client is thread-safe.
 */
public class EmbeddedRedis implements AutoCloseable {

    private static final String PASSWORD = "requirepass ";
    private static final File EXECUTABLE = unpack();

    private final RedisServer server;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    /** Starts a server on this port, with further settings as they stand in {@code redis.conf}. */
    protected EmbeddedRedis(int port, String... settings) throws IOException {
        RedisServerBuilder builder = new RedisServerBuilder()
                .executableProvider(executable())
                .bind("127.0.0.1")
                .onShutdownForceStop(true)
                .setting("save \"\"")
                .setting("daemonize no")
                .port(port);
        RedisURI uri = RedisURI.create("127.0.0.1", port);
        for (String setting : settings) {
            builder.setting(setting);
            if (setting.startsWith(PASSWORD)) {
                RedisCredentials credentials = RedisCredentials.just(null, setting.substring(PASSWORD.length()));
                uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials));
            }
        }
        server = builder.build();
        server.start();
        client = RedisClient.create(uri);
        connection = client.connect();
    }

    /** Starts a server on a free port, with further settings as they stand in {@code redis.conf}. */
    public static EmbeddedRedis start(String... settings) throws IOException {
        return start(freePort(), settings);
    }

    /** Starts a server on this port, as to bring one back. */
    public static EmbeddedRedis start(int port, String... settings) throws IOException {
        return new EmbeddedRedis(port, settings);
    }

    /** The redis-server of this machine's kind. */
    public static ExecutableProvider executable() {
        return () -> EXECUTABLE;
    }

    /** A port of the loopback interface that nobody uses now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public final int port() {
        return server.ports().get(0);
    }

    /** As {@code host:port}. */
    public final String address() {
        return "127.0.0.1:" + port();
    }

    /** A client to look into it, or to write what another program would. */
    public final RedisCommands<String, String> commands() {
        return connection.sync();
    }

    /** Stops the server as a crash does. */
    public final void kill() throws IOException {
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
