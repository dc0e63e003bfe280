package dev.inlay.component.sqlite;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A daprd with one state store in a SQLite file, for tests that hold us against it. App id {@code app}. */
final class Daprd implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Daprd(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts daprd; skips the running test, saying so, if environment variable DAPR_BIN names none. */
    static Daprd start(Path database, Path folder) throws IOException {
        String binary = System.getenv("DAPR_BIN");
        assumeTrue(
                binary != null && Files.isExecutable(Path.of(binary)),
                "skipped: set DAPR_BIN to the path of a daprd binary to hold the store against it");
        Path resources = Files.createDirectories(folder.resolve("resources"));
        Files.writeString(resources.resolve("statestore.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.sqlite
                  version: v1
                  metadata:
                    - name: connectionString
                      value: "%s"
                """.formatted(database));
        int port = freePort();
        ProcessBuilder command = new ProcessBuilder(List.of(
                binary,
                "--app-id=app",
                "--resources-path=" + resources,
                "--dapr-http-port=" + port,
                "--dapr-grpc-port=" + freePort(),
                "--dapr-internal-grpc-port=" + freePort(),
                "--enable-metrics=false",
                "--dapr-listen-addresses=127.0.0.1"));
        command.environment().put("DAPR_HOST_IP", "127.0.0.1");
        command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("daprd.log").toFile());
        Daprd daprd = new Daprd(command.start(), port);
        await("daprd to be ready")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> daprd.send("GET", "/v1.0/healthz/outbound", "").statusCode() == 204);
        return daprd;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Sends a request with a JSON body, if it is not empty. */
    HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        body.isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
