package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay status -k}: how the services of the control plane are. */
@Command(name = "status", description = "Says how the control plane on Kubernetes (-k) is.")
public final class StatusCommand extends ClusterCommand {

    private static final List<String> COLUMNS =
            List.of("NAME", "NAMESPACE", "HEALTHY", "STATUS", "REPLICAS", "VERSION", "AGE", "CREATED");

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Rows output = Rows.table;

    public StatusCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        List<Map<String, Object>> rows = new Inventory(cluster, terminal.clock()).services();
        if (rows.isEmpty()) {
            terminal.failure("No status returned. Is Dapr initialized in your cluster?");
            return 1;
        }
        output.print(terminal, cluster, COLUMNS, rows);
        return 0;
    }
}
