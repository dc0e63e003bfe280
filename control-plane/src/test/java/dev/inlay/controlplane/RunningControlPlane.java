package dev.inlay.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.program.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The program on a thread of its own, without output, before a stand-in of an API server. */
final class RunningControlPlane {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private final LogOutput silent = LogOutput.to(OutputStream.nullOutputStream(), TimeSource.system());
    private final ProgramLife life = new ProgramLife(silent, code -> {});
    private final int healthz = Rehearsal.freePort();
    private final CompletableFuture<Integer> code;

    /** Starts it with these flags; the cluster's kubeconfig is written to the folder. */
    RunningControlPlane(RehearsalCluster cluster, Path folder, List<String> flags) throws IOException {
        List<String> line = new ArrayList<>(flags);
        line.addAll(List.of(
                "--kubeconfig=" + Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig()),
                "--healthz-listen-address=127.0.0.1",
                "--healthz-port=" + healthz,
                "--enable-metrics=false"));
        this.code = CompletableFuture.supplyAsync(
                () -> new ControlPlane(RunningControlPlane::variable, System.err, silent, life).run(line),
                task -> new Thread(task, "control-plane").start());
    }

    /** Waits until {@code /healthz} answers with this status. */
    void awaitHealth(int status) {
        await().atMost(LIMIT).until(() -> code.isDone() || health() == status);
        assertThat(code).isNotDone();
    }

    /** Tells it to end, which it must do in order. */
    void end() {
        life.terminate("the test is over");
        assertThat(code).succeedsWithin(LIMIT).isEqualTo(0);
    }

    private int health() {
        Integer status = HttpClient.create()
                .get()
                .uri("http://127.0.0.1:" + healthz + "/healthz")
                .response()
                .map(response -> response.status().code())
                .onErrorResume(notYet -> Mono.just(0))
                .block(LIMIT);
        return status == null ? 0 : status;
    }

    private static @Nullable String variable(String name) {
        return switch (name) {
            case "NAMESPACE" -> "default";
            case "SIDECAR_IMAGE" -> "daprd";
            case "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK" -> "true";
            default -> null;
        };
    }
}
