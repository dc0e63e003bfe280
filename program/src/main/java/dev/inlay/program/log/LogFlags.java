package dev.inlay.program.log;

import dev.inlay.program.flag.ParsedFlags;
import java.io.FileOutputStream;
import java.io.IOException;

/** The flags of a program that say how its log looks: {@code log-level}, {@code log-as-json} and {@code log-file}. */
public final class LogFlags {

    private LogFlags() {}

    /**
     * Has the lines from now on as the flags say. A fault is said in the form that the flags ask for, as far as they are
     * understood.
     *
     * @param appId whom the process serves; empty if it serves no application
     * @throws IllegalArgumentException naming the flag, its value and what was expected
     */
    public static void apply(ParsedFlags flags, String appId, LogOutput log) {
        LogSettings settings =
                new LogSettings(Severity.INFO, flags.isOn("log-as-json"), appId, HostName.current(), "unknown");
        log.use(settings);
        String level = flags.text("log-level");
        Severity threshold = Severity.of(level)
                .orElseThrow(() -> new IllegalArgumentException(
                        "invalid value for --log-level: " + level + " (expected: debug, info, warn, error or fatal)"));
        log.use(settings.withThreshold(threshold));
        String file = flags.text("log-file");
        if (!file.isEmpty()) {
            try {
                log.sendTo(new FileOutputStream(file, true));
            } catch (IOException e) {
                throw new IllegalArgumentException("the log file " + file + " cannot be written: " + e.getMessage(), e);
            }
        }
    }
}
