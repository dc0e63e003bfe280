package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command on the cluster of the current context. */
@Command
abstract class ClusterCommand implements Callable<Integer> {

    final Terminal terminal;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    @Option(
            names = {"-k", "--kubernetes"},
            description = "On the cluster of KUBECONFIG's current context.")
    private boolean kubernetes;

    ClusterCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    /** Whether it makes sense on clusters only, so that {@code -k} needs not be said. */
    boolean isForClustersOnly() {
        return false;
    }

    /** Does it, and returns the exit code. */
    abstract int perform(Cluster cluster);

    @Override
    public final Integer call() {
        if (!kubernetes && !isForClustersOnly()) {
            String name = spec.qualifiedName();
            terminal.failure(name + " is for Kubernetes only (expected: " + name
                    + " -k). Without Kubernetes there is nothing to install: see inlay help run");
            return 1;
        }
        return Cluster.use(environment, terminal, cluster -> {
            int exitCode = perform(cluster);
            RootExpiry.warn(terminal, cluster);
            return exitCode;
        });
    }
}
