package dev.inlay.controlplane;

import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.program.log.JavaLogging;
import dev.inlay.program.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts sentry on free ports of the loopback interface, waits until it is ready, and ends in order, so that the virtual
 * machine can note at the end which classes that takes. The build runs it once, with an empty folder to work in, to make
 * the archive of classes; see the launcher.
 */
public final class Rehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private Rehearsal() {}

    /** @param arguments the folder */
    public static void main(String[] arguments) throws IOException {
        JavaLogging.redirect();
        Path folder = Path.of(arguments[0]);
        Path credentials = Files.createDirectories(folder.resolve("credentials"));
        Path configuration = Files.writeString(
                folder.resolve("configuration.yaml"),
                "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: daprsystem\nspec: {}\n");
        int healthz = freePort();
        LogOutput silent = LogOutput.to(OutputStream.nullOutputStream(), TimeSource.system());
        ProgramLife life = new ProgramLife(silent, System::exit);
        CompletableFuture<Void> ready = ready(healthz).thenRun(() -> life.terminate("rehearsed"));
        int code = new ControlPlane(name -> null, System.err, silent, life)
                .run(List.of(
                        "--role=sentry",
                        "--port=" + freePort(),
                        "--listen-address=127.0.0.1",
                        "--healthz-port=" + healthz,
                        "--healthz-listen-address=127.0.0.1",
                        "--metrics-port=" + freePort(),
                        "--metrics-listen-address=127.0.0.1",
                        "--issuer-credentials=" + credentials,
                        "--config=" + configuration));
        System.exit(ready.isCompletedExceptionally() ? 1 : code);
    }

    private static CompletableFuture<?> ready(int port) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .build();
        return tried(client, request, (int) (LIMIT.toMillis() / BETWEEN_TRIES.toMillis()));
    }

    private static CompletableFuture<Integer> tried(HttpClient client, HttpRequest request, int triesLeft) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)
                .exceptionally(notYet -> 0)
                .thenComposeAsync(
                        status -> status == 200 || triesLeft == 0
                                ? CompletableFuture.completedFuture(status)
                                : tried(client, request, triesLeft - 1),
                        CompletableFuture.delayedExecutor(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
