package dev.inlay.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/bin/daprd}, as whoever runs it on the command line sees it. */
class SidecarProgramTests {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    private final int httpPort = OrderApi.freePort();
    private final OrderApi api = new OrderApi(httpPort);

    private Program.Builder daprd(String... more) {
        List<String> command = new ArrayList<>(List.of(Packaged.sidecar().toString()));
        command.addAll(List.of(more));
        return Program.command(command).with("DAPR_HOST_IP", "127.0.0.1");
    }

    private Program.Builder sidecar() throws IOException {
        Path resources = Files.createDirectories(home.resolve("resources"));
        Files.writeString(resources.resolve("statestore.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.in-memory
                  version: v1
                """);
        return daprd(
                "--app-id=program",
                "--dapr-listen-addresses=127.0.0.1",
                "--dapr-http-port=" + httpPort,
                "--dapr-grpc-port=0",
                "--enable-metrics=false",
                "--resources-path=" + resources);
    }

    @Test
    void keepsStateAndEndsInOrderWhenAsked() throws IOException {
        try (Program program = sidecar().start(home)) {
            program.awaitLine("dapr initialized. Status: Running.");

            assertThat(api.get("/v1.0/healthz/outbound").statusCode()).isEqualTo(204);
            assertThat(api.post("/v1.0/state/statestore", "[{\"key\":\"a\",\"value\":1}]")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(api.get("/v1.0/state/statestore/a").body()).isEqualTo("1");
            program.send("TERM");
            assertThat(program.awaitExit()).isZero();
        }
    }

    /** The build's rehearsal has made these requests; where it did not, they are read from the jar, slowly. */
    @Test
    void hasTheClassesOfARequestInItsArchive() throws IOException {
        Path loaded = home.resolve("loaded.txt");
        try (Program program = sidecar()
                .with("DAPRD_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded)
                .start(home)) {
            program.awaitLine("dapr initialized. Status: Running.");
            api.post("/v1.0/state/statestore", "[{\"key\":\"a\",\"value\":1}]");

            assertThat(Files.readAllLines(loaded))
                    .filteredOn(line -> line.contains("dev.inlay.api.http.StateItem "))
                    .singleElement()
                    .asString()
                    .contains("shared objects file");
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        try (Program program = daprd("--nonsense").start(home)) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.output()).endsWith("unknown flag: --nonsense");
        }
    }
}
