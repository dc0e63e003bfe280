package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay logs -k}: the log of an application's sidecar, or of the application that embeds the runtime. */
@Command(name = "logs", description = "Prints the log of a sidecar on Kubernetes (-k).")
public final class LogsCommand extends ClusterCommand {

    @Option(
            names = {"-a", "--app-id"},
            required = true,
            description = "Of which application.")
    private String appId = "";

    @Option(
            names = {"-p", "--pod-name"},
            description = "Of which of its pods. Default: the first that is not being deleted.")
    private String podName = "";

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Where it is. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    public LogsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        Optional<String> log = new Inventory(cluster, terminal.clock()).log(namespace, appId, podName);
        if (log.isEmpty()) {
            terminal.failure(
                    "could not get logs. Please check app-id (" + appId + ") and namespace (" + namespace + ")");
            return 1;
        }
        terminal.out().print(log.get());
        terminal.success("Fetched logs");
        return 0;
    }
}
