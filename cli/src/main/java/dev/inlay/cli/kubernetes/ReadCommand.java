package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that lists what is in one namespace or in all, which is the default. */
@Command
abstract class ReadCommand extends ClusterCommand {

    @Option(names = "--namespace", description = "Of this namespace only.")
    String namespace = "";

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Of all namespaces, which is the default.")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    Rows output = Rows.table;

    ReadCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    /** The namespace, blank for all. */
    final String scope() {
        return all ? "" : namespace;
    }
}
