package dev.inlay.cli.run;

import java.util.concurrent.CompletableFuture;

/**
 * Lets a run end in order when this process is told to end (SIGINT, SIGTERM, SIGHUP), with the exit code of the run
 * rather than the signal's.
 *
 * <p>Java tells of a signal by running its shutdown hooks; the process ends when they return. So the hook asks the run
 * to stop, waits until it has, and then ends the process itself.
 */
final class StopSignal {

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread hook;

    private StopSignal(Runnable stop) {
        hook = new Thread(
                () -> {
                    stop.run();
                    Runtime.getRuntime().halt(exitCode.join());
                },
                "stop signal");
    }

    /** Listens from now on; {@code stop} is called at most once. */
    static StopSignal listen(Runnable stop) {
        StopSignal signal = new StopSignal(stop);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** The run is over: ends the process if it was told to end, and stops listening otherwise. */
    void runEnded(int code) {
        exitCode.complete(code);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The shutdown is under way, and the hook ends the process.
        }
    }
}
