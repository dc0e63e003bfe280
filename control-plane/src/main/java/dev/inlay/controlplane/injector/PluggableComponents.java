package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pluggable components: containers of a pod, its own or injected ones, that the sidecar speaks with over sockets. */
final class PluggableComponents {

    private static final String DEFAULT_FOLDER = "/tmp/dapr-components-sockets";

    private final Set<String> ownNames;
    private final String folder;
    private final List<Container> injected;
    private final boolean used;

    /**
     * The components of a pod.
     *
     * @param containers the pod's containers
     * @param injected containers to be added
     */
    PluggableComponents(PodAnnotations annotations, List<Container> containers, List<Container> injected) {
        this.ownNames = Arrays.stream(
                        annotations.text(Annotation.PLUGGABLE_COMPONENTS).split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
        String annotated = annotations.text(Annotation.PLUGGABLE_COMPONENTS_SOCKETS_FOLDER);
        this.folder = annotated.isEmpty() ? DEFAULT_FOLDER : annotated;
        this.injected = injected;
        this.used = !injected.isEmpty() || containers.stream().anyMatch(this::isComponent);
    }

    /** Whether a container of the pod is a component and not the application. */
    boolean isComponent(Container container) {
        return ownNames.contains(container.getName());
    }

    /** Where the sockets are; null without components. */
    @Nullable String socketsFolder() {
        return used ? folder : null;
    }

    VolumeMount mount() {
        return PodVolumes.mount(PodVolumes.COMPONENT_SOCKETS, folder);
    }

    /** Gives components the folder, and adds those that are injected with the volumes they name. */
    void addTo(ContainerPatches containers, PodVolumes volumes, JsonPatch patch) {
        if (!used) {
            return;
        }
        volumes.addAll(List.of(PodVolumes.emptyFolder(PodVolumes.COMPONENT_SOCKETS)), patch);
        EnvVar variable = SidecarEnvironment.literal(SidecarEnvironment.COMPONENT_SOCKETS_FOLDER, folder);
        containers.forEach(this::isComponent, index -> {
            containers.addEnvironment(index, List.of(variable), patch);
            containers.addMount(index, mount(), patch);
        });
        for (Container container : injected) {
            volumes.addAll(
                    container.getVolumeMounts().stream()
                            .map(mount -> PodVolumes.emptyFolder(mount.getName()))
                            .toList(),
                    patch);
            patch.add(
                    ContainerPatches.PATH + "/-",
                    new ContainerBuilder(container)
                            .addToEnv(variable)
                            .addToVolumeMounts(mount())
                            .build());
        }
    }
}
