package dev.inlay.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the command says. Status lines carry the symbols of Dapr's command line (or are JSON objects, on request), so
 * that people and scripts that know the one can read the other. Failures and warnings go to the error stream.
 *
 * <p>Always UTF-8. Thread-safe: lines of different threads never mix.
 */
public final class Terminal {

    /**
     * System property by which the launcher says whether standard output is a terminal. Java cannot tell: its console
     * is absent as soon as the input is redirected, and since Java 22 it is always present.
     */
    public static final String IS_TERMINAL_PROPERTY = "inlay.terminal";

    /** The kind of a status line. */
    public enum Status {
        SUCCESS("✅", "success"),
        FAILURE("❌", "failure"),
        WARNING("⚠", "warning"),
        INFO("ℹ️", "info"),
        PENDING("⌛", "pending");

        private final String symbol;
        private final String jsonName;

        Status(String symbol, String jsonName) {
            this.symbol = symbol;
            this.jsonName = jsonName;
        }
    }

    private static final String RESET = "\u001B[0m";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean coloured;
    private final Clock clock;
    private volatile boolean json;

    public Terminal(PrintStream out, PrintStream err, boolean coloured, Clock clock) {
        this.out = out;
        this.err = err;
        this.coloured = coloured;
        this.clock = clock;
    }

    /** The terminal (or pipe) that the command was started from. */
    public static Terminal ofProcess(Map<String, String> environment) {
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                wantsColour(environment, System.getProperty(IS_TERMINAL_PROPERTY), System.console() != null),
                Clock.systemDefaultZone());
    }

    /**
     * Whether to colour: only on a terminal that can, and never when {@code NO_COLOR} asks for none.
     *
     * @param told what the launcher says about standard output; null when started without it
     */
    static boolean wantsColour(Map<String, String> environment, @Nullable String told, boolean consolePresent) {
        boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(environment.getOrDefault("TERM", ""));
        return !noColour && (told == null ? consolePresent : Boolean.parseBoolean(told));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Writes status lines as JSON objects with {@code time}, {@code status} and {@code msg} from now on. */
    public void useJson() {
        json = true;
    }

    public boolean coloured() {
        return coloured;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public Clock clock() {
        return clock;
    }

    public void success(String message) {
        status(Status.SUCCESS, message);
    }

    public void failure(String message) {
        status(Status.FAILURE, message);
    }

    public void warning(String message) {
        status(Status.WARNING, message);
    }

    public void info(String message) {
        status(Status.INFO, message);
    }

    public void pending(String message) {
        status(Status.PENDING, message);
    }

    private void status(Status status, String message) {
        PrintStream stream = status == Status.FAILURE || status == Status.WARNING ? err : out;
        stream.println(json ? asJson(status, message) : status.symbol + "  " + message);
    }

    /**
     * Writes one line of an application.
     *
     * @param prefix says which application
     * @param colour the ANSI code of the prefix, as {@code 94}
     */
    public void applicationLine(String prefix, int colour, String line) {
        out.println(coloured ? "\u001B[" + colour + "m" + prefix + RESET + line : prefix + line);
    }

    private String asJson(Status status, String message) {
        String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                OffsetDateTime.now(clock).truncatedTo(ChronoUnit.SECONDS));
        return "{\"time\":" + Json.quote(time) + ",\"status\":" + Json.quote(status.jsonName) + ",\"msg\":"
                + Json.quote(Objects.requireNonNull(message)) + "}";
    }
}
