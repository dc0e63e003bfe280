package dev.inlay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.cli.Inlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a JVM of its own, with real signals. */
class StopSignalTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // every test starts it
    private Process command;

    @AfterEach
    void endTheCommand() {
        Process started = command;
        if (started != null) {
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aSignalStopsTheApplicationsAndTheExitCodeIsZero(String signal) throws Exception {
        assumeThat(isIgnoredHere(signal))
                .as(
                        "this build ignores SIG%s, as shells want it of what they start in the background, and so would"
                                + " everything that it starts",
                        signal)
                .isFalse();
        Files.writeString(directory.resolve("inlay.yaml"), """
                version: 1
                apps:
                  - appDirPath: .
                    appID: first
                    command: [sh, -c, "echo ready; exec tail -f /dev/null"]
                  - appDirPath: .
                    appID: second
                    command: [sh, -c, "echo ready; exec tail -f /dev/null"]
                """);
        start("run", "-f", directory.toString());
        awaitOutput("== APP - first == ready", "== APP - second == ready");
        List<ProcessHandle> applications = command.descendants().toList();

        send(signal);

        assertThat(command.onExit()).succeedsWithin(PATIENCE);
        assertThat(command.exitValue()).isZero();
        assertThat(output()).contains("Stopped app \"first\".", "Stopped app \"second\".");
        assertThat(applications).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aSingleApplicationHasTheOutputToItselfAndPassesOnItsFailure() throws Exception {
        start("run", "--app-id", "alone", "--", "sh", "-c", "echo I am $APP_ID; exit 7");

        assertThat(command.onExit()).succeedsWithin(PATIENCE);
        assertThat(command.exitValue()).isEqualTo(1);
        assertThat(output().lines()).contains("I am alone", "❌  App \"alone\" exited with error code: 7");
    }

    @Test
    void aTemplateFromStandardInputIsRelativeToTheWorkingDirectory() throws Exception {
        Files.createDirectory(directory.resolve("app"));
        Path input = Files.writeString(
                directory.resolve("input"),
                "{version: 1, apps: [{appDirPath: app, appID: piped, command: [sh, -c, 'basename $PWD']}]}");
        command = builder("run", "-f", "-").redirectInput(input.toFile()).start();

        assertThat(command.onExit()).succeedsWithin(PATIENCE);
        assertThat(output()).contains("== APP - piped == app");
        assertThat(command.exitValue()).isZero();
    }

    private void start(String... arguments) throws IOException {
        command = builder(arguments).start();
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Inlay.class.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
    }

    private void send(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(command.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Processes inherit it, and it cannot be undone from Java. Systems other than Linux do not tell. */
    private static boolean isIgnoredHere(String signal) throws IOException {
        int number =
                switch (signal) {
                    case "HUP" -> 1;
                    case "INT" -> 2;
                    default -> 15;
                };
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask.substring("SigIgn:".length()).strip(), 16) >> (number - 1) & 1) != 0;
    }

    private void awaitOutput(String... lines) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(output()).contains(lines));
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }
}
