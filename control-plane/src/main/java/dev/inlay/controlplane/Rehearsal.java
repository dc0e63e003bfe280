package dev.inlay.controlplane;

import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.program.log.JavaLogging;
import dev.inlay.program.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

/**
 * Starts the roles on free ports of the loopback interface, each alone as in a cluster and all in one process, and sentry with
 * files, too; waits until they are ready, and ends them in order, so that the virtual machine can note at the end which classes
 * that takes. The build runs it once, with an empty folder to work in, to make the archive of classes; see the launcher.
 */
public final class Rehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private static final Integer OK = 200;
    private static final String TRUST_DOMAIN = "cluster.local";
    private static final TimeSource TIME = TimeSource.system();
    private static final Executor THREADS = task -> new Thread(task, "rehearsal").start();

    private final Path folder;
    private final RehearsalCluster cluster;

    private Rehearsal(Path folder, RehearsalCluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
    }

    /** @param arguments the folder */
    public static void main(String[] arguments) throws IOException {
        JavaLogging.redirect();
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        try (RehearsalCluster cluster = new RehearsalCluster()) {
            Rehearsal rehearsal = new Rehearsal(folder, cluster);
            System.exit(rehearsal.withFiles() && rehearsal.apart() && rehearsal.together() ? 0 : 1);
        }
    }

    private boolean withFiles() throws IOException {
        Path credentials = Files.createDirectories(folder.resolve("credentials"));
        Path configuration = Files.writeString(
                folder.resolve("configuration.yaml"),
                "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: daprsystem\nspec: {}\n");
        return live(
                List.of(
                        "--role=sentry",
                        "--port=" + freePort(),
                        "--listen-address=127.0.0.1",
                        "--issuer-credentials=" + credentials,
                        "--config=" + configuration),
                () -> true);
    }

    private boolean apart() throws IOException {
        int sentry = freePort();
        cluster.put(
                "apis/dapr.io/v1alpha1/namespaces/default/configurations/daprsystem",
                RehearsalCluster.configuration("127.0.0.1:" + sentry));
        Files.writeString(folder.resolve("token"), cluster.pod("dapr-operator", "dapr.io/control-plane", "operator"));
        return live(
                List.of(
                        "--role=sentry",
                        "--mode=kubernetes",
                        "--trust-domain=" + TRUST_DOMAIN,
                        "--port=" + sentry,
                        "--listen-address=127.0.0.1",
                        kubeconfig()),
                () -> live(
                        List.of(
                                "--role=operator",
                                "--port=" + freePort(),
                                "--listen-address=127.0.0.1",
                                "--webhook-server-port=" + freePort(),
                                "--webhook-server-listen-address=127.0.0.1",
                                "--trust-anchors-file=" + folder.resolve("none"),
                                kubeconfig()),
                        () -> true));
    }

    private boolean together() {
        return live(
                List.of(
                        "--role=sentry,operator,injector",
                        "--mode=kubernetes",
                        "--trust-domain=" + TRUST_DOMAIN,
                        "--sentry-port=" + freePort(),
                        "--sentry-listen-address=127.0.0.1",
                        "--operator-port=" + freePort(),
                        "--operator-listen-address=127.0.0.1",
                        "--webhook-server-port=" + freePort(),
                        "--webhook-server-listen-address=127.0.0.1",
                        "--injector-port=" + freePort(),
                        "--injector-listen-address=127.0.0.1",
                        kubeconfig()),
                () -> true);
    }

    private String kubeconfig() {
        try {
            return "--kubeconfig=" + Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether roles with these flags have become ready, something else went well then, and they have ended in order. */
    private boolean live(List<String> flags, BooleanSupplier meanwhile) {
        int healthz = freePort();
        List<String> line = new ArrayList<>(flags);
        line.addAll(List.of(
                "--healthz-port=" + healthz,
                "--healthz-listen-address=127.0.0.1",
                "--metrics-port=" + freePort(),
                "--metrics-listen-address=127.0.0.1"));
        LogOutput silent = LogOutput.to(OutputStream.nullOutputStream(), TIME);
        ProgramLife life = new ProgramLife(silent, System::exit);
        CompletableFuture<Boolean> ready = ready(healthz)
                .thenApplyAsync(status -> status.equals(OK) && meanwhile.getAsBoolean(), THREADS)
                .whenComplete((well, error) -> life.terminate("rehearsed"));
        int code = new ControlPlane(this::variable, System.err, silent, life).run(line);
        boolean well = code == 0 && ready.join();
        if (!well) {
            System.err.println("not ready, or no orderly end: " + line);
        }
        return well;
    }

    private @Nullable String variable(String name) {
        return switch (name) {
            case "NAMESPACE" -> "default";
            case "SIDECAR_IMAGE" -> "daprd";
            case "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK" -> "true";
            case "DAPR_SENTRY_TOKEN_FILE" -> folder.resolve("token").toString();
            default -> null;
        };
    }

    /** By the HTTP client that the roles have anyway: another's classes would be in the archive, too. */
    private static CompletableFuture<Integer> ready(int port) {
        return HttpClient.create()
                .get()
                .uri("http://127.0.0.1:" + port + "/healthz")
                .response()
                .map(response -> response.status().code())
                .onErrorReturn(0)
                .filter(OK::equals)
                .repeatWhenEmpty(
                        (int) LIMIT.dividedBy(BETWEEN_TRIES),
                        tries -> tries.delayElements(BETWEEN_TRIES, TIME.scheduler()))
                .onErrorReturn(0)
                .toFuture();
    }

    /** A port of the loopback interface that nobody uses now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
