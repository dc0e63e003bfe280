package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay logs -k}: the log of an application's sidecar, or of the application that embeds the runtime. */
@Command(name = "logs", description = "Prints the log of a sidecar on Kubernetes (-k).")
public final class LogsCommand extends ClusterCommand {

    /** A pod that is being deleted tells of the past. */
    static final Comparator<Pod> STAYING_FIRST =
            Comparator.comparing(pod -> pod.getMetadata().getDeletionTimestamp() != null);

    @Option(
            names = {"-a", "--app-id"},
            required = true,
            description = "Of which application.")
    private String appId = "";

    @Option(
            names = {"-p", "--pod-name"},
            description = "Of which of its pods. Default: the first that is not being deleted.")
    private String podName = "";

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Where it is. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    public LogsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int perform(Cluster cluster) {
        var found = new Inventory(cluster, terminal.clock())
                .applications(namespace).stream()
                        .filter(pod -> Pods.appId(pod).equals(appId))
                        .filter(pod ->
                                podName.isEmpty() || pod.getMetadata().getName().equals(podName))
                        .min(STAYING_FIRST);
        if (found.isEmpty()) {
            terminal.failure(
                    "could not get logs. Please check app-id (" + appId + ") and namespace (" + namespace + ")");
            return 1;
        }
        var pod = found.get();
        String container =
                Pods.sidecar(pod).orElse(pod.getSpec().getContainers().get(0)).getName();
        terminal.out()
                .print(cluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .inContainer(container)
                        .getLog());
        terminal.success("Fetched logs");
        return 0;
    }
}
