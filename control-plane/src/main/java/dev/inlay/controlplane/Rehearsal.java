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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts sentry on free ports of the loopback interface, with files and with a cluster, waits until it is ready, and ends in
 * order, so that the virtual machine can note at the end which classes that takes. The build runs it once, with an empty folder to work in, to make
 * the archive of classes; see the launcher.
 */
public final class Rehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private static final Integer OK = 200;

    private Rehearsal() {}

    /** @param arguments the folder */
    public static void main(String[] arguments) throws IOException {
        JavaLogging.redirect();
        Path folder = Path.of(arguments[0]);
        Path credentials = Files.createDirectories(folder.resolve("credentials"));
        Path configuration = Files.writeString(
                folder.resolve("configuration.yaml"),
                "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: daprsystem\nspec: {}\n");
        boolean standalone = live(List.of("--issuer-credentials=" + credentials, "--config=" + configuration));
        try (RehearsalCluster cluster = new RehearsalCluster()) {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
            boolean inCluster = live(List.of("--mode=kubernetes", "--kubeconfig=" + kubeconfig));
            System.exit(standalone && inCluster ? 0 : 1);
        }
    }

    /** Whether sentry with these flags has become ready and has ended in order. */
    private static boolean live(List<String> flags) throws IOException {
        int healthz = freePort();
        List<String> line = new ArrayList<>(List.of(
                "--role=sentry",
                "--port=" + freePort(),
                "--listen-address=127.0.0.1",
                "--healthz-port=" + healthz,
                "--healthz-listen-address=127.0.0.1",
                "--metrics-port=" + freePort(),
                "--metrics-listen-address=127.0.0.1"));
        line.addAll(flags);
        LogOutput silent = LogOutput.to(OutputStream.nullOutputStream(), TimeSource.system());
        ProgramLife life = new ProgramLife(silent, System::exit);
        CompletableFuture<Boolean> ready = ready(healthz).thenApply(status -> {
            life.terminate("rehearsed");
            return status.equals(OK);
        });
        int code = new ControlPlane(Rehearsal::variable, System.err, silent, life).run(line);
        return code == 0 && ready.join();
    }

    private static @Nullable String variable(String name) {
        return switch (name) {
            case "NAMESPACE" -> "default";
            case "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK" -> "true";
            default -> null;
        };
    }

    private static CompletableFuture<Integer> ready(int port) {
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
                        status -> status.equals(OK) || triesLeft == 0
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
