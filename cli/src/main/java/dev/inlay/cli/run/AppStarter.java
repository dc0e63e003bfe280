package dev.inlay.cli.run;

import dev.inlay.cli.terminal.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts the process of a plan, and decides what becomes of its input and output. */
interface AppStarter {

    /**
     * Starts an application.
     *
     * @param index which application of the run it is
     * @param listener told of the process before the first of its lines is passed on
     * @throws IOException when the process or its log file cannot be made; nothing is left running then
     */
    RunningApp start(AppPlan plan, int index, Listener listener) throws IOException;

    /** Hears of a process that has been started. */
    interface Listener {
        void started(long processId, Optional<Path> logFile);
    }

    /** For one application alone: it gets the terminal to itself. */
    static AppStarter inheriting() {
        return (plan, index, listener) -> {
            Process process = processOf(plan).inheritIO().start();
            listener.started(process.pid(), Optional.empty());
            return new RunningApp(
                    plan.appId(), process.toHandle(), process.onExit().thenApply(Process::exitValue), Optional.empty());
        };
    }

    /** For several: no input, and each line says whose it is. Error output is merged in, so that the order is kept. */
    static AppStarter prefixing(Terminal terminal) {
        return (plan, index, listener) -> {
            AppOutput output = AppOutput.open(plan, index, terminal);
            Process process;
            try {
                process = processOf(plan)
                        .redirectErrorStream(true)
                        .redirectInput(new File(nullDevice()))
                        .start();
            } catch (IOException e) {
                output.close();
                throw e;
            }
            listener.started(process.pid(), output.filePath());
            // A child of the application may hold the pipe open for longer than the application lives.
            CompletableFuture<Void> drained =
                    LinePump.start("output of " + plan.appId(), process.getInputStream(), output::line);
            CompletableFuture<Integer> ended = process.onExit()
                    .thenCompose(exited -> drained.copy().completeOnTimeout(null, 1, TimeUnit.SECONDS))
                    .thenApply(done -> process.exitValue());
            drained.thenRun(output::close);
            return new RunningApp(plan.appId(), process.toHandle(), ended, output.filePath());
        };
    }

    private static ProcessBuilder processOf(AppPlan plan) {
        ProcessBuilder builder =
                new ProcessBuilder(plan.command()).directory(plan.directory().toFile());
        builder.environment().putAll(plan.environment());
        return builder;
    }

    private static String nullDevice() {
        return File.separatorChar == '\\' ? "NUL" : "/dev/null";
    }
}
