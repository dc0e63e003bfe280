package dev.inlay.controlplane.program;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How the cluster is reached, and as whom a program runs there. */
public final class KubernetesAccess {

    private static final String SKIP = "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK";
    private static final String UID_LINE = "Uid:";

    private KubernetesAccess() {}

    /**
     * A client; it connects when it is first used. Its calls block.
     *
     * @param kubeconfig a file; empty for the account of the pod, or what the environment says
     * @param scope of the fatal line
     * @throws StartFailure if there is no way to a cluster
     */
    public static KubernetesClient client(String kubeconfig, String scope) {
        try {
            Config config = kubeconfig.isEmpty()
                    ? new ConfigBuilder().withAutoConfigure().build()
                    : Config.fromKubeconfig(Path.of(kubeconfig).toFile());
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (RuntimeException e) {
            throw new StartFailure(
                    scope,
                    "no way to Kubernetes: " + e.getMessage()
                            + " (expected: --kubeconfig with a readable file, or a pod with a service account)",
                    e);
        }
    }

    /** The namespace of this program: the environment variable {@code NAMESPACE}, else {@code default}. */
    public static String namespace(UnaryOperator<@Nullable String> environment) {
        String namespace = environment.apply("NAMESPACE");
        return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }

    /**
     * Programs of the control plane must not run as root in a cluster.
     *
     * @param scope of the fatal line
     * @throws StartFailure if this one does and nobody allows it
     */
    public static void refuseRoot(UnaryOperator<@Nullable String> environment, String scope) {
        if (isRoot() && !"true".equals(environment.apply(SKIP))) {
            throw new StartFailure(
                    scope,
                    "this program runs as root (UID 0), which it refuses in Kubernetes mode (expected: a securityContext"
                            + " with runAsNonRoot; or " + SKIP + "=true to allow it)");
        }
    }

    private static boolean isRoot() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(UID_LINE))
                    .anyMatch(line -> line.substring(UID_LINE.length()).strip().startsWith("0\t"));
        } catch (IOException notLinux) {
            return false;
        }
    }
}
