package dev.inlay.cli.run;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An application that was started.
 *
 * @param ended completes with the exit code, after the application's last line has been passed on
 * @param logFile where its lines are kept, if anywhere
 */
record RunningApp(String appId, ProcessHandle process, CompletableFuture<Integer> ended, Optional<Path> logFile) {}
