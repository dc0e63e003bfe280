package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay configurations -k}. */
@Command(name = "configurations", description = "Lists the configurations on Kubernetes (-k).")
public final class ConfigurationsCommand extends ReadCommand {

    @Option(
            names = {"-n", "--name"},
            description = "This one only.")
    private String name = "";

    public ConfigurationsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        Inventory inventory = new Inventory(cluster, terminal.clock());
        List<Map<String, String>> rows = inventory.objects("Configuration", scope(), name).stream()
                .filter(object -> !object.getMetadata().getName().equals("daprsystem"))
                .map(inventory::configuration)
                .toList();
        output.print(
                terminal,
                cluster,
                List.of("NAMESPACE", "NAME", "TRACING-ENABLED", "METRICS-ENABLED", "AGE", "CREATED"),
                rows);
        return 0;
    }
}
