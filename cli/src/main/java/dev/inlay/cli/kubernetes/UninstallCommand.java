package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay uninstall -k}: takes the control plane away. */
@Command(name = "uninstall", description = "Removes the control plane from Kubernetes (-k).")
public final class UninstallCommand extends ClusterCommand {

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "dapr-system",
            description = "Where from. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    @Option(
            names = "--all",
            description = "All of --dev, and the definitions, and with them every component and configuration.")
    private boolean all;

    @Option(names = "--dev", description = "Redis and Zipkin too, which init --dev has installed.")
    private boolean development;

    public UninstallCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        terminal.info("Removing Dapr from your cluster...");
        DevelopmentServices services = new DevelopmentServices(cluster, terminal);
        if (development || all && services.arePresent()) {
            services.uninstall();
        }
        Release release = new Release(cluster);
        String present = release.namespace().orElse("");
        if (present.equals(namespace)) {
            release.uninstall(namespace);
        } else {
            terminal.warning("WARNING: dapr release does not exist"
                    + (present.isEmpty() ? "" : " in namespace " + namespace + ", but in " + present));
        }
        if (all && (present.isEmpty() || present.equals(namespace))) {
            release.deleteDefinitions();
        }
        terminal.success("Dapr has been removed successfully");
        return 0;
    }
}
