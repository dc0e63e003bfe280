package dev.inlay.cli.run;

import dev.inlay.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the lines of one application go: the terminal, prefixed; a log file, without colours; or both. */
final class AppOutput implements AutoCloseable {

    /** The bright ones of the eight ANSI colours, blue first as in Dapr; black, white and the failures' red are left out. */
    private static final int[] COLOURS = {94, 95, 96, 92, 93};

    private static final Pattern ANSI_SEQUENCE =
            Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001B]*(?:\u0007|\u001B\\\\)|[@-Z\\\\-_])");
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final Terminal terminal;
    private final String prefix;
    private final int colour;
    private final boolean toTerminal;
    private final @Nullable PrintStream file;
    private final @Nullable Path filePath;

    private AppOutput(
            Terminal terminal,
            String prefix,
            int colour,
            boolean toTerminal,
            @Nullable PrintStream file,
            @Nullable Path filePath) {
        this.terminal = terminal;
        this.prefix = prefix;
        this.colour = colour;
        this.toTerminal = toTerminal;
        this.file = file;
        this.filePath = filePath;
    }

    /**
     * Opens the output of an application, its log file included.
     *
     * @param index which application of the run it is; chooses the colour
     */
    static AppOutput open(AppPlan plan, int index, Terminal terminal) throws IOException {
        PrintStream file = null;
        Path path = null;
        if (plan.logDestination().toFile()) {
            Path directory = plan.directory().resolve(".dapr").resolve("logs");
            Files.createDirectories(directory);
            String time = FILE_TIME.format(LocalDateTime.now(terminal.clock()));
            path = directory.resolve(plan.appId() + "_app_" + time + ".log");
            file = new PrintStream(
                    Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true,
                    StandardCharsets.UTF_8);
        }
        return new AppOutput(
                terminal,
                "== APP - " + plan.appId() + " == ",
                COLOURS[index % COLOURS.length],
                plan.logDestination().toConsole(),
                file,
                path);
    }

    /** The log file, when there is one. */
    Optional<Path> filePath() {
        return Optional.ofNullable(filePath);
    }

    void line(String line) {
        if (toTerminal) {
            terminal.applicationLine(prefix, colour, line);
        }
        if (file != null) {
            file.println(ANSI_SEQUENCE.matcher(line).replaceAll(""));
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
