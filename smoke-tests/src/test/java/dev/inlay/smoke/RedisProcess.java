package dev.inlay.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A real redis-server that keeps its data on disk, so that it can go away and come back. */
final class RedisProcess implements AutoCloseable {

    private final Path folder;
    private final int port = OrderApi.freePort();
    private @Nullable Program server;

    RedisProcess(Path folder) {
        this.folder = folder;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void start() {
        server = Program.command(List.of(
                        executable(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always"))
                .start(folder);
        server.awaitLine("eady to accept connections");
    }

    /** Ends it as a crash does. */
    void kill() {
        close();
    }

    /** A manifest folder with this Redis as the store of orders. */
    Path manifests(String initTimeout) {
        try {
            Path manifests = Files.createDirectories(folder.resolve("manifests"));
            Files.writeString(manifests.resolve("statestore.yaml"), """
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata:
                      name: statestore
                    spec:
                      type: state.redis
                      version: v1
                      initTimeout: %s
                      metadata:
                      - name: redisHost
                        value: %s
                    """.formatted(initTimeout, address()));
            return manifests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String executable() {
        try {
            return ExecutableProvider.newJarResourceProvider().get().getPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
