package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay upgrade -k}: another version of the control plane; what was set stays. */
@Command(name = "upgrade", description = "Upgrades the control plane on Kubernetes (-k).")
public final class UpgradeCommand extends ClusterCommand {

    @Option(names = "--runtime-version", required = true, description = "Tag of the images.")
    private String version = "";

    @Option(names = "--timeout", defaultValue = "300", description = "Seconds to wait. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Option(names = "--image-registry", description = "Where the images are.")
    private @Nullable String registry;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A value of the chart; repeatable.")
    private List<String> sets = List.of();

    public UpgradeCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        Map<String, String> values = Values.of(version, registry, sets);
        Release release = new Release(cluster);
        String namespace = release.namespace()
                .orElseThrow(() -> new ClusterException("Failed to upgrade Dapr: release " + Release.NAME
                        + " does not exist (expected: an installed control plane). Use inlay init -k"));
        terminal.info("Dapr control plane version " + Pods.controlPlaneVersion(cluster, namespace)
                + " detected in namespace " + namespace);
        terminal.info("Starting upgrade...");
        release.upgrade(namespace, values, timeoutSeconds);
        terminal.success("Dapr control plane successfully upgraded to version " + version
                + ". Make sure your deployments are restarted to pick up the latest sidecar version.");
        return 0;
    }
}
