package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inlay upgrade -k}: another version of the control plane; what was set stays. */
@Command(name = "upgrade", description = "Upgrades the control plane on Kubernetes (-k).")
public final class UpgradeCommand extends ClusterCommand {

    @Option(names = "--runtime-version", required = true, description = "Tag of the images.")
    private String version = "";

    @Mixin
    private final ChartOptions chart = new ChartOptions();

    public UpgradeCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        Map<String, String> values = chart.values(version);
        Release release = new Release(cluster);
        String namespace = release.namespace()
                .orElseThrow(() -> new ClusterException("Failed to upgrade Dapr: release " + Release.NAME
                        + " does not exist (expected: an installed control plane). Use inlay init -k"));
        String present = Pods.controlPlaneVersion(cluster, namespace);
        terminal.info("Dapr control plane version " + present + " detected in namespace " + namespace);
        terminal.info("Starting upgrade...");
        if (Versions.isDowngrade(present, version)) {
            // Objects may use what the older definitions do not have.
            terminal.info("Downgrade detected, skipping CRDs.");
        } else {
            release.applyDefinitions();
        }
        new Retries(terminal).perform(() -> release.upgrade(namespace, values, chart.timeoutSeconds()));
        terminal.success("Dapr control plane successfully upgraded to version " + version
                + ". Make sure your deployments are restarted to pick up the latest sidecar version.");
        return 0;
    }
}
