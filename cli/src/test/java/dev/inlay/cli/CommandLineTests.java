package dev.inlay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.cli.run.LocalPorts;
import dev.inlay.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Command lines as data: each file in {@code command-lines} holds files, a command line, and the exit code and output
 * that it must give. Lines written as {@code --- name} begin its parts; {@code FREE_PORT} stands
 * for a port that nobody listens on, {@code DIR} for the working directory.
 */
class CommandLineTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC);

    private final String freePort = Integer.toString(new LocalPorts().next());

    @TempDir
    Path directory;

    static Stream<String> cases() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCommandLineGivesItsExitCodeAndOutput(String name) throws IOException, URISyntaxException {
        Map<String, String> parts = parts(folder().resolve(name));
        parts.replaceAll((part, text) -> text.replace("FREE_PORT", freePort));
        Path working = directory.toRealPath();
        parts.forEach((part, text) -> {
            if (part.endsWith(".yaml")) {
                write(working.resolve(part), text);
            }
        });
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        Map<String, String> environment =
                Map.of("PATH", Objects.requireNonNull(System.getenv("PATH")), "HOME", working.toString());

        int exitCode = Inlay.commandLine(new Terminal(stream, stream, false, CLOCK), environment, working)
                .execute(arguments(part(parts, "command")));

        assertThat(said(output, working)).isEqualTo(part(parts, "output"));
        assertThat(exitCode).isEqualTo(Integer.parseInt(part(parts, "exit").strip()));
    }

    private static String said(ByteArrayOutputStream output, Path working) {
        return output.toString(StandardCharsets.UTF_8)
                .replace(working.toString(), "DIR")
                .replaceAll("process id \\d+", "process id PID");
    }

    private static String[] arguments(String line) {
        return line.isBlank() ? new String[0] : line.strip().split("\\s+");
    }

    private static Path folder() throws URISyntaxException {
        URL folder = Objects.requireNonNull(CommandLineTests.class.getResource("/command-lines"));
        URI uri = folder.toURI();
        return Path.of(uri);
    }

    private static Map<String, String> parts(Path file) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        String current = "";
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            if (line.startsWith("--- ")) {
                current = line.substring(4);
                parts.put(current, "");
            } else {
                parts.merge(current, line + System.lineSeparator(), String::concat);
            }
        }
        return parts;
    }

    private static String part(Map<String, String> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
