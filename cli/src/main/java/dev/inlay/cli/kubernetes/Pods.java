package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is read of pods. */
final class Pods {

    static final String SIDECAR = "daprd";

    /** A pod that is being deleted tells of the past. */
    static final Comparator<Pod> STAYING_FIRST =
            Comparator.comparing(pod -> pod.getMetadata().getDeletionTimestamp() != null);

    private Pods() {}

    /** The version of the control plane in a namespace, as the tag of its images says. */
    static String controlPlaneVersion(Cluster cluster, String namespace) {
        return Stream.of("dapr-operator", "dapr-control-plane")
                .map(name -> cluster.client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .filter(deployment -> deployment != null)
                .map(deployment -> tag(deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)))
                .findFirst()
                .orElse("unknown");
    }

    static String tag(Container container) {
        String image = container.getImage();
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? image.substring(colon + 1) : "latest";
    }

    /** The sidecar, which may be a native one; empty if the pod has none. */
    static Optional<Container> sidecar(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(container -> container.getName().equals(SIDECAR))
                .findFirst();
    }

    static boolean isEmbedded(Pod pod) {
        return "embedded".equals(annotation(pod, "inlay.dev/runtime"))
                && List.of("y", "yes", "true", "t", "on", "1")
                        .contains(annotation(pod, "dapr.io/enabled").toLowerCase(Locale.ROOT));
    }

    static String annotation(Pod pod, String name) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    /** The value after a flag, or after its equals sign; blank if it is not given. */
    static String argument(Container container, String flag) {
        List<String> arguments = container.getArgs();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(flag) && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
            if (arguments.get(i).startsWith(flag + "=")) {
                return arguments.get(i).substring(flag.length() + 1);
            }
        }
        return "";
    }

    /** The id of the application of a pod with a runtime; its name if nothing is said. */
    static String appId(Pod pod) {
        String said = sidecar(pod)
                .map(container -> argument(container, "--app-id"))
                .filter(id -> !id.isEmpty())
                .orElseGet(() -> annotation(pod, "dapr.io/app-id"));
        return said.isEmpty() ? pod.getMetadata().getName() : said;
    }

    /** Running, the reason of waiting, or what else the pod is in. */
    static String state(Pod pod) {
        List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
        if (containers == null || containers.isEmpty()) {
            return pod.getStatus().getPhase();
        }
        var state = containers.get(0).getState();
        if (state.getWaiting() != null) {
            return "Waiting (" + state.getWaiting().getReason() + ")";
        }
        return state.getTerminated() != null ? "Terminated" : "Running";
    }

    static boolean isReady(Pod pod) {
        List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
        return containers != null
                && !containers.isEmpty()
                && containers.stream().allMatch(container -> Boolean.TRUE.equals(container.getReady()));
    }

    static Instant created(Pod pod) {
        return Instant.parse(pod.getMetadata().getCreationTimestamp());
    }
}
