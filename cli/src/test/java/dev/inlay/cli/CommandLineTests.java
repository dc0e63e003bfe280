package dev.inlay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.cli.run.LocalPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file in {@code command-lines} is a case; {@code FREE_PORT} stands for a port that nobody listens on. */
class CommandLineTests {

    private static final String FOLDER = "command-lines";

    private final String freePort = Integer.toString(new LocalPorts().next());

    @TempDir
    Path directory;

    static Stream<String> cases() {
        return CommandLineCase.names(FOLDER);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCommandLineGivesItsExitCodeAndOutput(String name) throws IOException {
        CommandLineCase aCase = CommandLineCase.read(FOLDER, name, text -> text.replace("FREE_PORT", freePort));
        Path working = directory.toRealPath();
        Map<String, String> environment =
                Map.of("PATH", Objects.requireNonNull(System.getenv("PATH")), "HOME", working.toString());

        assertThat(aCase.run(environment, working)).isEqualTo(aCase.expected());
    }
}
