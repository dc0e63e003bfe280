package dev.inlay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionCommandTests {

    @Test
    void theScriptKnowsEveryCommandAndTheFlagsOfRun() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(stream, stream, false, Clock.systemUTC());

        int exitCode = Inlay.commandLine(terminal, Map.of(), Path.of("")).execute("completion", "bash");

        assertThat(exitCode).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8))
                .contains(
                        "complete -F _complete_inlay",
                        "run init status list components configurations logs mtls annotate upgrade uninstall version completion help",
                        "--app-id",
                        "--run-file");
    }
}
