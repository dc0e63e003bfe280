package dev.inlay.controlplane.program;

import dev.inlay.program.log.LogOutput;
import dev.inlay.program.log.Severity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * How the process ends: by a signal, with code 0, or because a role cannot go on, with a fatal line and code 1. A second
 * signal ends it at once. Thread-safe.
 */
public final class ProgramLife {

    private static final int FAILED = 1;
    private static final String SCOPE = "dapr.signals";

    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final LogOutput log;
    private final IntConsumer halt;

    /** @param halt ends the process at once, with a code */
    public ProgramLife(LogOutput log, IntConsumer halt) {
        this.log = log;
        this.halt = halt;
    }

    /** Answers to the signals of the operating system from now on, in place of the virtual machine's own way to end. */
    public void answerSignals() {
        on("TERM", "terminated");
        on("INT", "interrupt");
    }

    private void on(String name, String title) {
        try {
            Signal.handle(new Signal(name), signal -> terminate(title));
        } catch (IllegalArgumentException e) {
            // This system has no such signal, or the virtual machine was told to leave it alone.
        }
    }

    /** Begins an orderly end, as a signal does. */
    public void terminate(String signal) {
        if (signalled.getAndSet(true)) {
            log.write(Severity.FATAL, SCOPE, "Received signal '" + signal + "' during shutdown; exiting immediately");
            halt.accept(FAILED);
            return;
        }
        log.write(Severity.INFO, SCOPE, "Received signal '" + signal + "'; beginning shutdown");
        end.complete(0);
    }

    /**
     * A role cannot go on: writes a fatal line and begins the end, with code 1.
     *
     * @param scope of the line, as {@code dapr.operator}
     */
    public void fail(String scope, String message) {
        log.write(Severity.FATAL, scope, message);
        end.complete(FAILED);
    }

    /** Completes with the exit code when the process is to end. */
    public CompletableFuture<Integer> end() {
        return end;
    }
}
