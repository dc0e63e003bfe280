package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay components -k}. */
@Command(name = "components", description = "Lists the components on Kubernetes (-k).")
public final class ComponentsCommand extends ReadCommand {

    @Option(
            names = {"-n", "--name"},
            description = "This one only.")
    private String name = "";

    public ComponentsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        Inventory inventory = new Inventory(cluster, terminal.clock());
        List<Map<String, String>> rows = inventory.objects("Component", scope(), name).stream()
                .map(inventory::component)
                .toList();
        output.print(
                terminal, cluster, List.of("NAMESPACE", "NAME", "TYPE", "VERSION", "SCOPES", "CREATED", "AGE"), rows);
        return 0;
    }
}
