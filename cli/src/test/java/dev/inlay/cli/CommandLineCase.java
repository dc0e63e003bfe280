package dev.inlay.cli;

import dev.inlay.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A command line as data: a file that holds files, a command line, and the exit code and output that it must give. Lines
 * written as {@code --- name} begin its parts; {@code DIR} stands for the working directory.
 */
public final class CommandLineCase {

    /** The time that every command line is given at. */
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC);

    private final Map<String, String> parts;

    private CommandLineCase(Map<String, String> parts) {
        this.parts = parts;
    }

    /** What a command line has given. */
    public record Result(int exitCode, String output) {}

    /** The names of the files of a folder of cases. */
    public static Stream<String> names(String folder) {
        try (Stream<Path> files = Files.list(place(folder))) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one.
     *
     * @param filling what to put in place of words that stand for something
     */
    public static CommandLineCase read(String folder, String name, UnaryOperator<String> filling) {
        Map<String, String> parts = new LinkedHashMap<>();
        String current = "";
        try {
            List<String> lines = Files.readAllLines(place(folder).resolve(name));
            for (String line : lines) {
                if (line.startsWith("--- ")) {
                    current = line.substring(4);
                    parts.put(current, "");
                } else {
                    parts.merge(current, line + System.lineSeparator(), String::concat);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        parts.replaceAll((part, text) -> filling.apply(text));
        return new CommandLineCase(parts);
    }

    private static Path place(String folder) {
        try {
            return Path.of(Objects.requireNonNull(CommandLineCase.class.getResource("/" + folder))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A part that may be absent; blank then. */
    public String optional(String part) {
        return parts.getOrDefault(part, "");
    }

    /** Writes the files of the case and gives its command line at {@link #CLOCK}'s time. */
    public Result run(Map<String, String> environment, Path working) {
        return run(CLOCK, environment, working);
    }

    /** Writes the files of the case and gives its command line. */
    public Result run(Clock clock, Map<String, String> environment, Path working) {
        parts.forEach((part, text) -> {
            if (part.endsWith(".yaml")) {
                write(working.resolve(part), text);
            }
        });
        return run(clock, environment, working, arguments(part("command")));
    }

    /** Gives a command line at {@link #CLOCK}'s time. */
    public static Result run(Map<String, String> environment, Path working, String... arguments) {
        return run(CLOCK, environment, working, arguments);
    }

    /** Gives a command line. */
    public static Result run(Clock clock, Map<String, String> environment, Path working, String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        int exitCode = Inlay.commandLine(new Terminal(stream, stream, false, clock), environment, working)
                .execute(arguments);
        return new Result(
                exitCode,
                output.toString(StandardCharsets.UTF_8)
                        .replace(working.toString(), "DIR")
                        .replaceAll("process id \\d+", "process id PID"));
    }

    /** What it must give. */
    public Result expected() {
        return new Result(Integer.parseInt(part("exit").strip()), part("output"));
    }

    private static String[] arguments(String line) {
        return line.isBlank() ? new String[0] : line.strip().split("\\s+");
    }

    private String part(String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
