package dev.inlay.program.log;

import dev.inlay.time.TimeSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Where the log lines of this process go. A line is written as a whole, at once and by whoever logs it: nothing is lost
 * when the process ends.
 *
 * <p>Thread-safe.
 */
public final class LogOutput {

    private static final LogOutput PROCESS = new LogOutput(
            new FileOutputStream(FileDescriptor.out), () -> TimeSource.system().now());

    private final Supplier<Instant> clock;
    private final ZoneId zone = ZoneId.systemDefault();
    private volatile Style style = new Style(LogSettings.initial());
    private OutputStream target;

    /** The settings, and what follows from them. */
    private record Style(LogSettings settings, LogFormat format, SortedMap<String, Object> fields) {

        Style(LogSettings settings) {
            this(settings, settings.asJson() ? new JsonFormat() : new TextFormat(), new TreeMap<>());
            if (!settings.appId().isEmpty()) {
                fields.put("app_id", settings.appId());
            }
            fields.put("instance", settings.instance());
            fields.put("type", "log");
            fields.put("ver", settings.version());
        }
    }

    private LogOutput(OutputStream target, Supplier<Instant> clock) {
        this.target = target;
        this.clock = clock;
    }

    /** An output of its own. */
    public static LogOutput to(OutputStream target, TimeSource time) {
        return new LogOutput(target, time::now);
    }

    /** The output of this process: its standard output, until it is told otherwise. */
    public static LogOutput ofProcess() {
        return PROCESS;
    }

    /** Settings for the lines from now on. */
    public void use(LogSettings settings) {
        style = new Style(settings);
    }

    /** Sends the lines from now on to this stream. */
    public synchronized void sendTo(OutputStream stream) {
        target = stream;
    }

    boolean writes(Severity severity) {
        return severity.compareTo(style.settings().threshold()) >= 0;
    }

    /** Writes a line, if it is grave enough. */
    public void write(Severity severity, String scope, String message) {
        write(severity, scope, message, Map.of());
    }

    /** Writes a line with fields of its own, if it is grave enough. */
    void write(Severity severity, String scope, String message, Map<String, Object> extra) {
        if (!writes(severity)) {
            return;
        }
        Style now = style;
        SortedMap<String, Object> fields = new TreeMap<>(now.fields());
        fields.put("scope", scope);
        fields.putAll(extra);
        StringBuilder text = new StringBuilder(256);
        now.format().write(new LogLine(clock.get().atZone(zone).toOffsetDateTime(), severity, message, fields), text);
        write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void write(byte[] line) {
        try {
            target.write(line);
        } catch (IOException e) {
            // Whoever read the log is gone; there is nobody left to tell.
        }
    }
}
