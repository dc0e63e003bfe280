package dev.inlay.cli.run;

import dev.inlay.cli.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Starts applications and stays with them until all have ended or a stop is asked for.
 *
 * <ul>
 *   <li>No application waits for another, neither at the start nor at the end.
 *   <li>An application that ends by itself is reported; the others go on.
 *   <li>An application that cannot even be started ends the run: the user's set would not be complete.
 *   <li>When {@link #run} returns, no process that it started is left, save those that detached themselves.
 * </ul>
 *
 * <p>{@link #run} is called once; {@link #requestStop} at any time and from any thread.
 */
final class Supervisor {

    private final Terminal terminal;
    private final AppStarter starter;
    private final Duration grace;
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();

    /** @param grace how long an application may take to end when asked to; after that it is killed */
    Supervisor(Terminal terminal, AppStarter starter, Duration grace) {
        this.terminal = terminal;
        this.starter = starter;
        this.grace = grace;
    }

    /** Ends the run: all applications are asked to end, in parallel. */
    void requestStop() {
        stopRequested.complete(null);
    }

    /**
     * Runs the applications; returns when none is left.
     *
     * @return the exit code: 0 when stopped or when all ended well, 1 otherwise
     */
    int run(List<AppPlan> plans) {
        List<RunningApp> running = new ArrayList<>();
        for (AppPlan plan : plans) {
            if (stopRequested.isDone()) {
                break;
            }
            Optional<RunningApp> app = start(plan, running.size());
            if (app.isEmpty()) {
                stopAll(running);
                return 1;
            }
            running.add(app.get());
        }
        List<CompletableFuture<Void>> reported = running.stream()
                .map(app -> app.ended().thenAccept(exitCode -> reportEnd(app, exitCode)))
                .toList();
        CompletableFuture.anyOf(all(reported), stopRequested).join();
        if (stopRequested.isDone()) {
            terminal.info("Received signal to stop. Shutting down app processes.");
            stopAll(running);
            return 0;
        }
        return running.stream().allMatch(app -> app.ended().join() == 0) ? 0 : 1;
    }

    private Optional<RunningApp> start(AppPlan plan, int index) {
        try {
            return Optional.of(starter.start(
                    plan,
                    index,
                    (processId, logFile) -> terminal.info("Started app \""
                            + plan.appId() + "\" with process id " + processId + "."
                            + logFile.map(file -> " Writing log file: " + file).orElse(""))));
        } catch (IOException e) {
            terminal.failure("App \"" + plan.appId() + "\" could not be started: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void reportEnd(RunningApp app, int exitCode) {
        if (stopRequested.isDone()) {
            return;
        }
        if (exitCode == 0) {
            terminal.info("App \"" + app.appId() + "\" exited successfully.");
        } else {
            terminal.failure("App \"" + app.appId() + "\" exited with error code: " + exitCode
                    + app.logFile().map(file -> " (its log: " + file + ")").orElse(""));
        }
    }

    private void stopAll(List<RunningApp> running) {
        all(running.stream()
                        .filter(app -> !app.ended().isDone())
                        .map(this::stop)
                        .toList())
                .join();
    }

    private CompletableFuture<Void> stop(RunningApp app) {
        return ProcessTree.stop(app.process(), grace).thenCombine(app.ended(), (killed, exitCode) -> {
            if (killed) {
                terminal.warning("App \"" + app.appId() + "\" did not stop within " + grace.toMillis() / 1000.0
                        + " s and was killed.");
            } else {
                terminal.success("Stopped app \"" + app.appId() + "\".");
            }
            return null;
        });
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}
