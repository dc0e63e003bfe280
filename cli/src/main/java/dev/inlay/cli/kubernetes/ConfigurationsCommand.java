package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code inlay configurations -k}. */
@Command(name = "configurations", description = "Lists the configurations on Kubernetes (-k).")
public final class ConfigurationsCommand extends ObjectsCommand {

    public ConfigurationsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    List<String> columns() {
        return List.of("NAMESPACE", "NAME", "TRACING-ENABLED", "METRICS-ENABLED", "AGE", "CREATED");
    }

    @Override
    List<Map<String, Object>> rows(Inventory inventory, String scope) {
        return inventory.configurations(scope, name);
    }
}
