package dev.inlay.e2e;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Stream;

/** The sidecar in a pod, a container or a native sidecar container. */
final class Sidecars {

    static final String NAME = "daprd";

    private Sidecars() {}

    static Container of(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(container -> container.getName().equals(NAME))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pod.getMetadata().getName() + " has no container " + NAME));
    }

    static String log(Cluster cluster, Pod pod) {
        return cluster.log(pod, NAME);
    }

    /** What the sidecar has logged, in its present run and in the one before. */
    static String everyLog(Cluster cluster, Pod pod) {
        String now = Cluster.restarts(pod) == 0 ? "" : previous(cluster, pod);
        return now + log(cluster, pod);
    }

    private static String previous(Cluster cluster, Pod pod) {
        try {
            return cluster.previousLog(pod, NAME);
        } catch (KubernetesClientException gone) {
            return "";
        }
    }
}
