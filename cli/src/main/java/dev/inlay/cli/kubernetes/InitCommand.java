package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay init -k}: installs the control plane. */
@Command(name = "init", description = "Installs the control plane on Kubernetes (-k).")
public final class InitCommand extends ClusterCommand {

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "dapr-system",
            description = "Where to. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    @Option(names = "--enable-ha", arity = "0..1", fallbackValue = "true", description = "Three replicas per service.")
    private boolean highAvailability;

    @Option(
            names = "--enable-mtls",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "mTLS between applications. Default: ${DEFAULT-VALUE}.")
    private boolean mutualTls;

    @Option(names = "--wait", description = "Wait until all is ready.")
    private boolean wait;

    @Option(names = "--timeout", defaultValue = "300", description = "Seconds to wait. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Option(names = "--runtime-version", defaultValue = "latest", description = "Tag of the images.")
    private String version = "";

    @Option(names = "--image-registry", description = "Where the images are.")
    private @Nullable String registry;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A value of the chart; repeatable.")
    private List<String> sets = List.of();

    public InitCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        Map<String, String> values = Values.of(version, registry, sets);
        values.putIfAbsent("global.ha.enabled", Boolean.toString(highAvailability));
        values.putIfAbsent("global.mtls.enabled", Boolean.toString(mutualTls));
        Release release = new Release(cluster);
        release.namespace().ifPresent(present -> {
            throw new ClusterException("Release " + Release.NAME + " exists in namespace " + present
                    + " (expected: none). Use inlay upgrade -k, or first inlay uninstall -k -n " + present);
        });
        terminal.pending("Making the jump to hyperspace...");
        terminal.info("Container images will be pulled from " + (registry == null ? "the chart's registry" : registry));
        release.install(namespace, values, wait, timeoutSeconds);
        terminal.success("Deploying the Dapr control plane with " + version + " version to your cluster...");
        terminal.success("Success! Dapr has been installed to namespace " + namespace
                + ". To verify, run `inlay status -k' in your terminal.");
        return 0;
    }
}
