package dev.inlay.fleet;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import java.util.concurrent.TimeUnit;

/** A runtime in a process of its own that takes daprd's flags: daprd itself, or the packaged sidecar. */
final class RuntimeProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: fleet
            spec:
              nameResolution:
                component: sqlite
                configuration:
                  connectionString: "%s"
            """;

    private final Process process;
    private final Path log;
    private final int httpPort;
    private final int grpcPort;

    /**
     * Starts a runtime and waits until its API is open.
     *
     * @param folder where it writes, and where the fleet's names are
     * @param flags further flags
     */
    RuntimeProcess(Path program, String appId, Path folder, String... flags) {
        try {
            List<Integer> ports = freePorts();
            this.httpPort = ports.get(0);
            this.grpcPort = ports.get(1);
            this.log = folder.resolve(appId + ".log");
            Path configuration =
                    Files.writeString(folder.resolve(appId + ".yaml"), CONFIGURATION.formatted(names(folder)));
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "--app-id=" + appId,
                    "--config=" + configuration,
                    "--dapr-listen-addresses=127.0.0.1",
                    "--dapr-http-port=" + httpPort,
                    "--dapr-grpc-port=" + grpcPort,
                    "--dapr-internal-grpc-port=" + ports.get(2),
                    // daprd limits streams, too.
                    "--max-body-size=64Mi",
                    "--enable-metrics=false"));
            command.addAll(List.of(flags));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("DAPR_HOST_IP", "127.0.0.1");
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitHealth();
    }

    /** The file in which the runtimes of a fleet find each other. */
    static Path names(Path folder) {
        return folder.resolve("names.db");
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void awaitHealth() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(api("/v1.0/healthz")).build();
        try {
            await().atMost(START)
                    .ignoreExceptions()
                    .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 204);
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("not healthy; its log:\n" + log(), e);
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI api(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    int grpcPort() {
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
