package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Does again what has failed: Helm fails, too, where another writer was faster. */
final class Retries {

    private static final int TRIES = 5;
    private static final int PAUSE_MILLIS = 100;

    private final Terminal terminal;
    private final Executor pause;

    Retries(Terminal terminal) {
        this(terminal, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** @param pause runs the next try, after a while */
    Retries(Terminal terminal, Executor pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    /**
     * Does it until it succeeds, five times at most.
     *
     * @throws ClusterException the failure of the last time
     */
    void perform(Runnable action) {
        for (int tries = 1; ; tries++) {
            try {
                action.run();
                return;
            } catch (ClusterException e) {
                if (tries == TRIES) {
                    throw e;
                }
                terminal.pending("Retrying after " + PAUSE_MILLIS + "ms...");
                CompletableFuture.runAsync(() -> {}, pause).join();
            }
        }
    }
}
