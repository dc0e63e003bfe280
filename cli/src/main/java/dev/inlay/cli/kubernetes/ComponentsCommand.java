package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code inlay components -k}. */
@Command(name = "components", description = "Lists the components on Kubernetes (-k).")
public final class ComponentsCommand extends ObjectsCommand {

    public ComponentsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    List<String> columns() {
        return List.of("NAMESPACE", "NAME", "TYPE", "VERSION", "SCOPES", "CREATED", "AGE");
    }

    @Override
    List<Map<String, Object>> rows(Inventory inventory, String scope) {
        return inventory.components(scope, name);
    }
}
