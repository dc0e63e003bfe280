package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The cluster of the current context, and how it is reached. Used by one thread. */
final class Cluster {

    private static final int CONNECTION_TIMEOUT_MILLIS = 10_000;

    private final KubernetesClient client;
    private final Path kubeConfig;

    Cluster(KubernetesClient client, Path kubeConfig) {
        this.client = client;
        this.kubeConfig = kubeConfig;
    }

    KubernetesClient client() {
        return client;
    }

    /** The file by which the cluster is reached. */
    Path kubeConfig() {
        return kubeConfig;
    }

    /** Does something with the cluster; whatever goes wrong is said, and gives exit code 1. */
    static int use(Map<String, String> environment, Terminal terminal, ToIntFunction<Cluster> action) {
        // The client's log has no place in a command's output, and slf4j would say that it goes nowhere.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        try {
            Path file = kubeConfigOf(environment);
            Config config = Config.fromKubeconfig(file.toFile());
            config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
            config.setRequestRetryBackoffLimit(0);
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                return action.applyAsInt(new Cluster(client, file));
            }
        } catch (ClusterException e) {
            terminal.failure(String.valueOf(e.getMessage()));
        } catch (KubernetesClientException e) {
            terminal.failure(explain(e));
        }
        return 1;
    }

    private static Path kubeConfigOf(Map<String, String> environment) {
        String said = environment.getOrDefault("KUBECONFIG", "");
        String[] files = said.split(File.pathSeparator, -1);
        Path file = said.isBlank()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")), ".kube", "config")
                : Path.of(files[0]);
        if (files.length > 1) {
            throw new ClusterException("KUBECONFIG names " + files.length + " files: " + said
                    + " (expected: one). Merge them: kubectl config view --flatten");
        }
        if (!Files.isReadable(file)) {
            throw new ClusterException("No cluster: " + (said.isBlank() ? "KUBECONFIG is not set, and " : "KUBECONFIG=")
                    + file + " cannot be read (expected: a file that says how to reach a cluster). Set KUBECONFIG.");
        }
        return file;
    }

    private static String explain(KubernetesClientException failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure.getCode()) {
            case 401 ->
                "The cluster does not know you: " + message
                        + " (expected: valid credentials in KUBECONFIG). Log in to it again.";
            case 403 ->
                "Forbidden: " + message
                        + " (expected: the rights for it). Ask the administrator of the cluster, or use another context.";
            case 0, -1 ->
                "The cluster cannot be reached: " + rootOf(failure)
                        + " (expected: an API server that answers). Is it running, and KUBECONFIG's current context right?";
            default -> message + " (" + rootOf(failure) + ")";
        };
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
