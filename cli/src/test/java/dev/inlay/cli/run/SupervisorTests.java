package dev.inlay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: tiny shell programs play the applications. */
class SupervisorTests {

    /** A program that runs until it is stopped. */
    private static final String FOREVER = "exec tail -f /dev/null";

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    private final Terminal terminal = new Terminal(stream, stream, false, CLOCK);
    private Supervisor supervisor = supervisor(Duration.ofSeconds(10));

    @AfterEach
    void stopWhatIsLeft() {
        supervisor.requestStop();
    }

    @Test
    void linesSayWhoseTheyAre() {
        int exitCode = supervisor.run(List.of(app("one", "echo out; echo err >&2"), app("two", "printf unended")));

        assertThat(exitCode).isZero();
        assertThat(said()).contains("== APP - one == out", "== APP - one == err", "== APP - two == unended");
    }

    @Test
    void oneApplicationsExitIsReportedAndTheRestGoesOn() {
        CompletableFuture<Integer> run = start(app("short", "echo bye; exit 4"), app("long", "echo ready; " + FOREVER));

        awaitLine("== APP - long == ready");
        awaitLine("❌  App \"short\" exited with error code: 4");
        assertThat(run).isNotDone();
        supervisor.requestStop();

        assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
        assertThat(said()).contains("ℹ️  Received signal to stop. Shutting down app processes.");
        assertThat(said()).contains("✅  Stopped app \"long\".");
    }

    @Test
    void failsWhenAllHaveEndedAndOneOfThemBadly() {
        assertThat(supervisor.run(List.of(app("good", "exit 0"), app("bad", "exit 2"))))
                .isEqualTo(1);
        assertThat(said())
                .contains("ℹ️  App \"good\" exited successfully.", "❌  App \"bad\" exited with error code: 2");
    }

    @Test
    void stopsWhatTheApplicationsStarted() {
        CompletableFuture<Integer> run = start(app("parent", "tail -f /dev/null & echo child $!; wait"));
        awaitLine("== APP - parent == child ");
        ProcessHandle child = processAfter("== APP - parent == child ");

        supervisor.requestStop();

        assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
        assertThat(child.onExit()).succeedsWithin(PATIENCE);
    }

    @Test
    void killsAnApplicationThatDoesNotStopInTime() {
        supervisor = supervisor(Duration.ofMillis(300));
        CompletableFuture<Integer> run = start(app("stubborn", "trap '' TERM; echo ready $$; " + FOREVER));
        awaitLine("== APP - stubborn == ready ");
        ProcessHandle process = processAfter("== APP - stubborn == ready ");

        supervisor.requestStop();

        assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
        assertThat(said()).contains("⚠  App \"stubborn\" did not stop within 0.3 s and was killed.");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void letsAnApplicationFinishWithinTheGrace() {
        CompletableFuture<Integer> run =
                start(app("tidy", "trap 'echo saved; exit 0' TERM; echo ready; tail -f /dev/null & wait"));
        awaitLine("== APP - tidy == ready");

        supervisor.requestStop();

        assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
        assertThat(said()).contains("== APP - tidy == saved", "✅  Stopped app \"tidy\".");
    }

    @Test
    void anApplicationThatCannotBeStartedEndsTheRun() {
        AppPlan impossible =
                new AppPlan("impossible", directory, List.of("/no/such/program"), Map.of(), LogDestination.console);

        int exitCode = supervisor.run(List.of(app("first", FOREVER), impossible, app("never", "echo never")));

        assertThat(exitCode).isEqualTo(1);
        assertThat(said()).anyMatch(line -> line.startsWith("❌  App \"impossible\" could not be started: "));
        assertThat(said()).contains("✅  Stopped app \"first\".");
        assertThat(said()).noneMatch(line -> line.contains("never"));
    }

    @Test
    void keepsLinesInALogFileWithoutTheirColours() throws IOException {
        supervisor.run(List.of(app("both", "printf '\\033[31mred\\033[0m plain\\n'", LogDestination.fileAndConsole)));

        assertThat(directory.resolve(".dapr/logs/both_app_20261101100000.log")).hasContent("red plain");
        assertThat(said()).contains("== APP - both == \u001B[31mred\u001B[0m plain");
    }

    @Test
    void keepsTheTerminalQuietWhenLinesGoToTheFileOnly() throws IOException {
        supervisor.run(List.of(app("quiet", "echo hush", LogDestination.file)));

        assertThat(directory.resolve(".dapr/logs/quiet_app_20261101100000.log")).hasContent("hush");
        assertThat(said()).noneMatch(line -> line.contains("hush"));
    }

    @Test
    void writesNoFileWhenLinesGoToTheTerminalOnly() {
        supervisor.run(List.of(app("loud", "echo hello")));

        assertThat(Files.exists(directory.resolve(".dapr"))).isFalse();
    }

    @Test
    void aStopBeforeTheFirstStartStartsNothing() {
        supervisor.requestStop();

        assertThat(supervisor.run(List.of(app("unborn", "echo alive")))).isZero();
        assertThat(said()).noneMatch(line -> line.contains("unborn"));
    }

    private Supervisor supervisor(Duration grace) {
        return new Supervisor(terminal, AppStarter.prefixing(terminal), grace);
    }

    private CompletableFuture<Integer> start(AppPlan... plans) {
        return CompletableFuture.supplyAsync(() -> supervisor.run(List.of(plans)));
    }

    private AppPlan app(String appId, String script) {
        return app(appId, script, LogDestination.console);
    }

    private AppPlan app(String appId, String script, LogDestination destination) {
        return new AppPlan(appId, directory, List.of("/bin/sh", "-c", script), Map.of(), destination);
    }

    private List<String> said() {
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void awaitLine(String start) {
        await().atMost(PATIENCE).until(() -> said().stream().anyMatch(line -> line.startsWith(start)));
    }

    private ProcessHandle processAfter(String start) {
        return said().stream()
                .filter(line -> line.startsWith(start))
                .map(line -> Long.parseLong(line.substring(start.length())))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .findFirst()
                .orElseThrow();
    }
}
