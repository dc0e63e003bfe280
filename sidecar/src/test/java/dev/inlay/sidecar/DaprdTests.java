package dev.inlay.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.program.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaprdTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return new Daprd(
                        name -> null,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        LogOutput.to(log, TimeSource.system()))
                .run(List.of(arguments));
    }

    private List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void anUnknownFlagEndsWithTwoAfterTheUsageAndItsName() {
        assertThat(run("--app-id", "a", "--nonsense")).isEqualTo(2);

        assertThat(lines(err)).startsWith("Usage of daprd:").endsWith("unknown flag: --nonsense");
        assertThat(lines(out)).isEmpty();
        assertThat(lines(log)).isEmpty();
    }

    @Test
    void helpEndsWithZeroAfterTheUsage() {
        assertThat(run("--help")).isZero();

        assertThat(lines(err)).startsWith("Usage of daprd:").hasSize(53);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-version", "--version=true"})
    void theVersionIsAllThatIsPrinted(String argument) {
        assertThat(run(argument)).isZero();

        assertThat(lines(out)).containsExactly("edge");
        assertThat(lines(err)).isEmpty();
    }

    @Test
    void buildInfoSaysWhatTheProgramWasBuiltFrom() {
        assertThat(run("--build-info")).isZero();

        assertThat(lines(out)).first().isEqualTo("Version: edge");
    }

    @Test
    void anUnknownLogLevelIsFatal() {
        assertThat(run("--app-id", "a", "--log-level", "loud")).isEqualTo(1);

        assertThat(lines(log)).singleElement().satisfies(line -> assertThat(line)
                .contains("level=fatal msg=\"invalid value for --log-level: loud (expected: debug, info, warn, error or"
                        + " fatal)\" app_id=a instance=")
                .endsWith("scope=dapr.runtime type=log ver=unknown"));
    }

    @Test
    void anInvalidSizeIsFatalBeforeAnythingElseIsSaid() {
        assertThat(run("--app-id", "a", "--max-body-size", "4Q")).isEqualTo(1);

        assertThat(lines(log)).singleElement().satisfies(line -> assertThat(line)
                .contains("level=fatal msg=\"Failed to parse flags: invalid value for 'max-body-size' option: "));
    }

    @Test
    void anInvalidOptionIsFatalAfterTheFirstLines() {
        assertThat(run("--log-as-json")).isEqualTo(1);

        assertThat(lines(log))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("\"msg\":\"Starting Dapr Runtime -- version edge -- commit \""),
                        line -> assertThat(line).contains("\"msg\":\"Log level set to: info\""),
                        line -> assertThat(line)
                                .contains("\"level\":\"fatal\"")
                                .contains("\"msg\":\"Fatal error from runtime: parameter app-id cannot be empty\""));
    }

    @Test
    void aDeprecatedFlagIsToldOfOnTheErrorOutput() {
        assertThat(run("--components-path", "x", "--version")).isZero();

        assertThat(lines(err)).containsExactly("Flag --components-path has been deprecated, use --resources-path");
    }

    @Test
    void logLinesGoToAFileIfOneIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("daprd.log");

        assertThat(run("--log-file", file.toString())).isEqualTo(1);

        assertThat(lines(log)).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(3);
    }

    @Test
    void aLogFileThatCannotBeWrittenIsFatal(@TempDir Path folder) {
        assertThat(run("--log-file", folder.toString())).isEqualTo(1);

        assertThat(lines(log)).singleElement().satisfies(line -> assertThat(line)
                .contains("level=fatal msg=\"the log file " + folder + " cannot be written: "));
    }
}
