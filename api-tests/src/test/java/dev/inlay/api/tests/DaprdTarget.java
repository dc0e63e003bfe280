package dev.inlay.api.tests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A daprd with the stores, secrets and name resolution that the tests need. Skips the test if DAPR_BIN names none. */
final class DaprdTarget implements ApiTarget {

    private static final String COMPONENT = """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: %s
            spec:
              type: %s
              version: v1
              metadata:
                - name: %s
                  value: "%s"
            """;
    private static final String CONFIGURATION = """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: test
            spec:
              nameResolution:
                component: sqlite
                configuration:
                  connectionString: "%s"
            """;

    private final Process process;
    private final int grpcPort;
    private final int internalPort;

    private DaprdTarget(Process process, int grpcPort, int internalPort) {
        this.process = process;
        this.grpcPort = grpcPort;
        this.internalPort = internalPort;
    }

    /**
     * Starts one.
     *
     * @param stores the types of state stores, by name; empty for no component at all
     * @param flags further flags
     */
    static DaprdTarget start(
            String appId, Path folder, Map<String, String> stores, Map<String, String> environment, String... flags) {
        String binary = System.getenv("DAPR_BIN");
        assumeTrue(
                binary != null && Files.isExecutable(Path.of(binary)),
                "skipped: set DAPR_BIN to the path of a daprd binary to hold the API against it");
        try {
            Path resources = Files.createDirectories(folder.resolve(appId + "-resources"));
            for (Map.Entry<String, String> store : stores.entrySet()) {
                write(
                        resources,
                        store.getKey(),
                        COMPONENT.formatted(
                                store.getKey(),
                                store.getValue(),
                                "connectionString",
                                folder.resolve(store.getKey() + ".db")));
            }
            if (!stores.isEmpty()) {
                Path file = Files.writeString(folder.resolve("secrets.json"), "{\"one\":\"1\",\"two\":{\"a\":\"b\"}}");
                write(
                        resources,
                        "secrets",
                        COMPONENT.formatted("secrets", "secretstores.local.file", "secretsFile", file));
            }
            Path configuration = Files.writeString(
                    folder.resolve(appId + "-config.yaml"), CONFIGURATION.formatted(folder.resolve("names.db")));
            List<Integer> ports = freePorts();
            List<String> command = new ArrayList<>(List.of(
                    binary,
                    "--app-id=" + appId,
                    "--resources-path=" + resources,
                    "--config=" + configuration,
                    "--dapr-http-port=" + ports.get(0),
                    "--dapr-grpc-port=" + ports.get(1),
                    "--dapr-internal-grpc-port=" + ports.get(2),
                    "--enable-metrics=false",
                    "--dapr-listen-addresses=127.0.0.1"));
            command.addAll(List.of(flags));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(appId + ".log").toFile());
            builder.environment().put("DAPR_HOST_IP", "127.0.0.1");
            builder.environment().putAll(environment);
            DaprdTarget target = new DaprdTarget(builder.start(), ports.get(1), ports.get(2));
            target.awaitHealth(ports.get(0));
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, String name, String manifest) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), manifest);
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                ServerSocket socket = new ServerSocket();
                sockets.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void awaitHealth(int httpPort) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/v1.0/healthz"))
                .build();
        await("daprd to be ready")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 204);
    }

    int internalPort() {
        return internalPort;
    }

    @Override
    public int grpcPort() {
        return grpcPort;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
