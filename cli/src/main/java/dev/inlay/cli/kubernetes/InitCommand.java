package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--dev",
            description = "Redis and Zipkin too, in namespace default, with statestore, pubsub and appconfig.")
    private boolean development;

    @Option(names = "--dev-image-registry", description = "Where the images of --dev are. Default: Docker Hub.")
    private @Nullable String developmentRegistry;

    @Option(names = "--wait", description = "Wait until all is ready.")
    private boolean wait;

    @Option(names = "--runtime-version", defaultValue = "latest", description = "Tag of the images.")
    private String version = "";

    @Mixin
    private final ChartOptions chart = new ChartOptions();

    public InitCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        if (developmentRegistry != null && !development) {
            throw new ClusterException("--dev-image-registry is " + developmentRegistry
                    + ", but nothing for development is to be installed (expected: --dev with it)");
        }
        Map<String, String> values = chart.values(version);
        values.putIfAbsent("global.ha.enabled", Boolean.toString(highAvailability));
        values.putIfAbsent("global.mtls.enabled", Boolean.toString(mutualTls));
        Release release = new Release(cluster);
        release.namespace().ifPresent(present -> {
            throw new ClusterException("Release " + Release.NAME + " exists in namespace " + present
                    + " (expected: none). Use inlay upgrade -k, or first inlay uninstall -k -n " + present);
        });
        DevelopmentServices services = new DevelopmentServices(cluster, terminal);
        if (development) {
            services.requireAbsence();
        }
        terminal.pending("Making the jump to hyperspace...");
        terminal.info("Container images will be pulled from " + chart.registry());
        release.applyDefinitions();
        release.install(namespace, values, wait, chart.timeoutSeconds());
        terminal.success("Deploying the Dapr control plane with " + version + " version to your cluster...");
        if (development) {
            services.install(developmentRegistry, wait, chart.timeoutSeconds());
        }
        terminal.success("Success! Dapr has been installed to namespace " + namespace
                + ". To verify, run `inlay status -k' in your terminal.");
        return 0;
    }
}
