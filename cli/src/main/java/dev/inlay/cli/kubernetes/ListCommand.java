package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code inlay list -k}: pods with a sidecar, native ones too, or with the embedded runtime. */
@Command(name = "list", description = "Lists the applications on Kubernetes (-k).")
public final class ListCommand extends ReadCommand {

    public ListCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    String absence() {
        return "No Dapr instances found.";
    }

    @Override
    List<String> columns() {
        return List.of("NAMESPACE", "APP ID", "APP PORT", "AGE", "CREATED");
    }

    @Override
    List<Map<String, Object>> rows(Inventory inventory, String scope) {
        return inventory.applications(scope);
    }
}
