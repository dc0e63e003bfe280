package dev.inlay.sidecar;

import dev.inlay.operator.ControlPlane;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.log.JavaLogging;
import dev.inlay.program.log.LogFlags;
import dev.inlay.program.log.LogOutput;
import dev.inlay.program.log.Severity;
import dev.inlay.sidecar.flag.DaprdFlags;
import dev.inlay.sidecar.life.Lifecycle;
import dev.inlay.sidecar.life.Signals;
import dev.inlay.time.TimeSource;
import java.io.PrintStream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The program. Exit codes are Dapr's: 0 after an orderly end, 1 after a fatal line, 2 if the command line is not
 * understood.
 */
public final class Daprd {

    private static final String SCOPE = "dapr.runtime";
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final UnaryOperator<@Nullable String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final LogOutput log;

    Daprd(UnaryOperator<@Nullable String> environment, PrintStream out, PrintStream err, LogOutput log) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.log = log;
    }

    public static void main(String[] arguments) {
        JavaLogging.redirect();
        Daprd program = new Daprd(System::getenv, System.out, System.err, LogOutput.ofProcess());
        System.exit(program.run(List.of(arguments)));
    }

    /** Does what the command line says; returns the exit code when that is over. */
    int run(List<String> arguments) {
        ParsedFlags flags;
        try {
            flags = DaprdFlags.parse(arguments);
        } catch (FlagMisuseException e) {
            err.print(DaprdFlags.usage());
            err.println(e.getMessage());
            return MISUSED;
        }
        flags.warnings().forEach(err::println);
        if (flags.helpWanted()) {
            err.print(DaprdFlags.usage());
            return 0;
        }
        if (flags.isOn("version")) {
            out.println(ProgramVersion.current());
            return 0;
        }
        if (flags.isOn("build-info")) {
            out.println(ProgramVersion.buildInfo());
            return 0;
        }
        if (flags.isOn("wait")) {
            new OutboundWait(flags.text("dapr-http-port"), err, TimeSource.system())
                    .run()
                    .toFuture()
                    .join();
            return 0;
        }
        return serve(flags);
    }

    private int serve(ParsedFlags flags) {
        MessageSizes sizes;
        try {
            LogFlags.apply(flags, flags.text("app-id"), log);
            sizes = MessageSizes.of(flags);
        } catch (IllegalArgumentException | InvalidOptionException e) {
            return fatal(e.getMessage());
        }
        info("Starting Dapr Runtime -- version " + ProgramVersion.current() + " -- commit ");
        info("Log level set to: " + flags.text("log-level"));
        try {
            return live(new OptionsReader(flags, sizes, environment).read());
        } catch (InvalidOptionException e) {
            return fatal("Fatal error from runtime: " + e.getMessage());
        }
    }

    private int live(SidecarOptions options) {
        TimeSource time = TimeSource.system();
        ControlPlane controlPlane = controlPlane(options, time);
        Lifecycle lifecycle = new Lifecycle(
                control -> new SidecarRun(options, environment, control, controlPlane, time),
                options.shutdown(),
                time,
                log);
        Signals.handTo(lifecycle);
        int exitCode = lifecycle.live().toFuture().join();
        if (controlPlane != null) {
            controlPlane.close();
        }
        return exitCode;
    }

    private @Nullable ControlPlane controlPlane(SidecarOptions options, TimeSource time) {
        ControlPlaneOptions given = options.controlPlane();
        try {
            return given == null
                    ? null
                    : new ControlPlane(given, options.runtime().app(), environment, time);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException("failed to decode trust anchors: " + e.getMessage());
        }
    }

    private void info(String message) {
        log.write(Severity.INFO, SCOPE, message);
    }

    private int fatal(@Nullable String message) {
        log.write(Severity.FATAL, SCOPE, String.valueOf(message));
        return FAILED;
    }
}
