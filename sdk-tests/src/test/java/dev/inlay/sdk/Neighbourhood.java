package dev.inlay.sdk;

import dev.inlay.testkit.daprd.Daprd;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A machine on which runtimes of all kinds find each other by one file, and keep state in one Redis. Closes what it
 * started, last first.
 */
final class Neighbourhood implements AutoCloseable {

    private final Path folder;
    private final EmbeddedRedis redis;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    Neighbourhood(Path folder) throws IOException {
        this.folder = folder;
        this.redis = EmbeddedRedis.start();
        started.push(redis);
        Files.writeString(folder.resolve("secrets.json"), "{\"greeting\":\"hello\",\"outer\":{\"inner\":\"deep\"}}");
    }

    EmbeddedRedis redis() {
        return redis;
    }

    /** A folder of its own for who asks. */
    Path folder(String name) throws IOException {
        return Files.createTempDirectory(folder, name);
    }

    /** Closes this with the rest. */
    <T extends AutoCloseable> T keep(T closeable) {
        started.push(closeable);
        return closeable;
    }

    private String store() {
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.redis
                  version: v1
                  metadata:
                  - name: redisHost
                    value: %s
                """.formatted(redis.address());
    }

    private String secrets() {
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: secrets
                spec:
                  type: secretstores.local.file
                  version: v1
                  metadata:
                  - name: secretsFile
                    value: %s
                """.formatted(folder.resolve("secrets.json"));
    }

    private String configuration() {
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata:
                  name: neighbours
                spec:
                  nameResolution:
                    component: sqlite
                    version: v1
                    configuration:
                      connectionString: %s
                """.formatted(folder.resolve("registry.db"));
    }

    /** Our sidecar program, to be started by {@link #start}. */
    Daprd.Builder sidecar(String appId) {
        return daprd(appId).program(Toolchain.sidecar());
    }

    /** Dapr's own, to be started by {@link #start}. */
    Daprd.Builder daprd(String appId) {
        return Daprd.withAppId(appId).resource(store()).resource(secrets()).configuration(configuration());
    }

    Daprd start(Daprd.Builder builder) throws IOException {
        return keep(builder.start(folder("runtime")));
    }

    /** Starts an application with the runtime in its own process and Dapr's API on ports of it. */
    Embedded embedded(Class<?> application, String appId, String... properties) throws IOException {
        Path own = folder("embedded");
        Path resources = Files.createDirectories(own.resolve("resources"));
        Files.writeString(resources.resolve("store.yaml"), store());
        Files.writeString(resources.resolve("secrets.yaml"), secrets());
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.application.name=" + appId,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.main.web-application-type=reactive",
                "--spring.main.register-shutdown-hook=false",
                "--inlay.host-address=127.0.0.1",
                "--inlay.resources-paths=" + resources,
                "--inlay.config-paths=" + Files.writeString(own.resolve("configuration.yaml"), configuration()),
                "--inlay.api.enabled=true",
                "--inlay.api.http-port=0",
                "--inlay.api.grpc-port=0",
                "--inlay.api.metrics-port=0",
                "--inlay.internal-grpc-port=0"));
        arguments.addAll(List.of(properties));
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(application).run(arguments.toArray(String[]::new));
        return keep(new Embedded(context));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : started) {
            each.close();
        }
    }
}
