package dev.inlay.program.log;

import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Brings the lines of libraries that log by {@code java.util.logging}, as gRPC does, to the output of this process. The
 * log manager makes one when it is first used, which may be never.
 */
public final class JavaLogging {

    private static final String CONFIGURATION = "java.util.logging.config.class";

    /** Called by the log manager. */
    public JavaLogging() {
        Logger root = LogManager.getLogManager().getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new ToOutput());
    }

    /** Has the log manager configured by this class. Without effect if it is there already. */
    public static void redirect() {
        System.setProperty(CONFIGURATION, JavaLogging.class.getName());
    }

    private static final class ToOutput extends Handler {

        private final SimpleFormatter messages = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            Severity severity = line.getLevel().intValue() >= Level.SEVERE.intValue() ? Severity.ERROR : Severity.WARN;
            Map<String, Object> fields =
                    line.getThrown() == null ? Map.of() : Map.of("error", String.valueOf(line.getThrown()));
            LogOutput.ofProcess()
                    .write(severity, String.valueOf(line.getLoggerName()), messages.formatMessage(line), fields);
        }

        @Override
        public void flush() {
            // A line is written at once.
        }

        @Override
        public void close() {
            // The output stays open as long as the process.
        }
    }
}
