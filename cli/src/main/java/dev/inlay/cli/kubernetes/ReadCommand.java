package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that prints a table of what is in one namespace or in all, which is the default. */
@Command
abstract class ReadCommand extends ClusterCommand {

    @Option(names = "--namespace", description = "Of this namespace only.")
    private String namespace = "";

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Of all namespaces, which is the default.")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Rows output = Rows.table;

    ReadCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    /** What is said when there is nothing to show; blank for the header alone. */
    String absence() {
        return "";
    }

    /** The headers of the table. */
    abstract List<String> columns();

    /**
     * What the table shows.
     *
     * @param scope the namespace, blank for all
     */
    abstract List<Map<String, Object>> rows(Inventory inventory, String scope);

    @Override
    final int perform(Cluster cluster) {
        List<Map<String, Object>> rows = rows(new Inventory(cluster, terminal.clock()), all ? "" : namespace);
        if (rows.isEmpty() && output.isForPeople() && !absence().isEmpty()) {
            terminal.out().println(absence());
        } else {
            output.print(terminal, cluster, columns(), rows);
        }
        return 0;
    }
}
