package dev.inlay.cli.run;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends a process together with everything it started. */
final class ProcessTree {

    private static final Duration KILL_CONFIRMATION = Duration.ofSeconds(2);

    private ProcessTree() {}

    /**
     * Asks the whole tree to end (SIGTERM), and kills what is left after the grace (SIGKILL).
     *
     * @return completes when all of it is gone, with whether anything had to be killed; does not block
     */
    static CompletableFuture<Boolean> stop(ProcessHandle root, Duration grace) {
        Set<ProcessHandle> tree = snapshot(root);
        tree.forEach(ProcessHandle::destroy);
        return allExited(tree)
                .thenApply(ended -> false)
                .completeOnTimeout(true, grace.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(overdue -> overdue ? kill(root, tree) : CompletableFuture.completedFuture(false));
    }

    private static CompletableFuture<Boolean> kill(ProcessHandle root, Set<ProcessHandle> tree) {
        // What was started during the grace hangs on a process that is still alive.
        Set<ProcessHandle> left = new LinkedHashSet<>(tree);
        Stream.concat(Stream.of(root), tree.stream())
                .filter(ProcessHandle::isAlive)
                .forEach(process -> left.addAll(snapshot(process)));
        left.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        // A dead process whose parent never collects it still counts as alive; it is not waited for forever.
        return allExited(left)
                .thenApply(ended -> true)
                .completeOnTimeout(true, KILL_CONFIRMATION.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Set<ProcessHandle> snapshot(ProcessHandle root) {
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        tree.add(root);
        root.descendants().forEach(tree::add);
        return tree;
    }

    private static CompletableFuture<Void> allExited(Set<ProcessHandle> tree) {
        return CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    }
}
