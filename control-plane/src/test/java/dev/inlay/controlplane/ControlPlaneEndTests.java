package dev.inlay.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.program.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

class ControlPlaneEndTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int UNAVAILABLE = 503;

    @Test
    void aRoleThatWaitsForSentryStillEndsInOrderWhenItIsTold(@TempDir Path folder) throws IOException {
        LogOutput silent = LogOutput.to(OutputStream.nullOutputStream(), TimeSource.system());
        ProgramLife life = new ProgramLife(silent, code -> {});
        try (RehearsalCluster cluster = new RehearsalCluster();
                ServerSocket silentSentry = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cluster.put(
                    "apis/dapr.io/v1alpha1/namespaces/default/configurations/daprsystem",
                    RehearsalCluster.configuration("127.0.0.1:" + silentSentry.getLocalPort()));
            int healthz = free.getLocalPort();
            free.close();
            List<String> line = List.of(
                    "--role=operator",
                    "--kubeconfig=" + Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig()),
                    "--trust-anchors-file=" + folder.resolve("none"),
                    "--healthz-listen-address=127.0.0.1",
                    "--healthz-port=" + healthz,
                    "--enable-metrics=false");
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> new ControlPlane(ControlPlaneEndTests::variable, System.err, silent, life).run(line),
                    task -> new Thread(task, "control-plane").start());
            await().atMost(LIMIT).until(() -> code.isDone() || status(healthz) == UNAVAILABLE);

            life.terminate("terminated");

            assertThat(code).succeedsWithin(LIMIT).isEqualTo(0);
        }
    }

    private static int status(int port) {
        Integer status = HttpClient.create()
                .get()
                .uri("http://127.0.0.1:" + port + "/healthz")
                .response()
                .map(response -> response.status().code())
                .onErrorResume(notYet -> Mono.just(0))
                .block(LIMIT);
        return status == null ? 0 : status;
    }

    private static @Nullable String variable(String name) {
        return switch (name) {
            case "NAMESPACE" -> "default";
            case "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK" -> "true";
            default -> null;
        };
    }
}
