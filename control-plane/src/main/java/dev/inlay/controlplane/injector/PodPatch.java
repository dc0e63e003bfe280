package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.AppIds;
import dev.inlay.controlplane.annotation.PodAnnotations;
import dev.inlay.controlplane.injector.InjectorSettings.NativeSidecars;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must change in a pod so that it has its runtime: a sidecar, or what an application with an embedded runtime needs.
 * The same input always gives the same operations in the same order. Not thread-safe.
 */
final class PodPatch {

    private static final String INIT_CONTAINERS = "/spec/initContainers";
    private static final String LABELS = "/metadata/labels";

    private final Pod pod;
    private final PodAnnotations annotations;
    private final InjectorSettings settings;
    private final PodSituation situation;
    private final String appId;
    private final JsonPatch patch = new JsonPatch();
    private final PodVolumes volumes;
    private final ContainerPatches containers;

    private PodPatch(Pod pod, PodAnnotations annotations, InjectorSettings settings, PodSituation situation) {
        this.pod = pod;
        this.annotations = annotations;
        this.settings = settings;
        this.situation = situation;
        this.appId = appId(pod, annotations);
        this.volumes = new PodVolumes(pod);
        this.containers = new ContainerPatches(pod.getSpec().getContainers());
    }

    /**
     * The operations; none if the pod has its runtime already.
     *
     * @param warnings is told of annotations that cannot be understood
     * @throws InjectionRefusedException if the pod cannot be given one
     */
    static JsonPatch of(Pod pod, InjectorSettings settings, PodSituation situation, Consumer<String> warnings) {
        if (pod.getSpec() == null) {
            pod.setSpec(new PodSpec());
        }
        if (hasRuntime(pod)) {
            return new JsonPatch();
        }
        PodAnnotations annotations = new PodAnnotations(pod.getMetadata().getAnnotations(), warnings);
        PodPatch of = new PodPatch(pod, annotations, settings, situation);
        String fault = AppIds.fault(of.appId);
        if (fault != null) {
            throw new InjectionRefusedException(fault);
        }
        if (annotations.isEmbedded()) {
            of.embed();
        } else {
            of.addSidecar();
        }
        return of.patch;
    }

    /** The id of a pod's application. */
    static String appId(Pod pod, PodAnnotations annotations) {
        String annotated = annotations.text(Annotation.APP_ID);
        String name = pod.getMetadata().getName();
        return annotated.isEmpty() && name != null ? name : annotated;
    }

    private static boolean hasRuntime(Pod pod) {
        // A webhook is called again after others have changed a pod.
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                        .anyMatch(container -> SidecarContainer.NAME.equals(container.getName()))
                || EmbeddedRuntime.isPresent(pod);
    }

    private void embed() {
        addLabelsIfNone();
        List<Volume> added = settings.tokenMounted() ? List.of(PodVolumes.token(settings.sentryId())) : List.of();
        volumes.addAll(added, patch);
        addLabels();
        List<EnvVar> variables = EmbeddedRuntime.environment(appId, annotations, settings, situation);
        containers.forEach(container -> true, index -> {
            containers.addEnvironment(index, variables, patch);
            if (settings.tokenMounted()) {
                containers.addMount(index, PodVolumes.tokenMount(), patch);
            }
        });
    }

    private void addSidecar() {
        PluggableComponents components =
                new PluggableComponents(annotations, pod.getSpec().getContainers(), injectedComponents());
        if (pod.getSpec().getContainers().isEmpty()) {
            patch.add(ContainerPatches.PATH, List.of());
        }
        addLabelsIfNone();
        volumes.addAll(sidecarVolumes(), patch);
        boolean isInitContainer = isNative();
        if (isInitContainer && pod.getSpec().getInitContainers().isEmpty()) {
            patch.add(INIT_CONTAINERS, List.of());
        }
        Container sidecar = new SidecarContainer(pod, annotations, settings)
                .make(
                        SidecarArguments.of(appId, annotations, settings, situation),
                        SidecarEnvironment.of(annotations, settings, situation, components.socketsFolder()),
                        sidecarMounts(components),
                        isInitContainer);
        patch.add((isInitContainer ? INIT_CONTAINERS : ContainerPatches.PATH) + "/-", sidecar);
        addLabels();
        addToApplication(components);
        components.addTo(containers, volumes, patch);
    }

    private List<Container> injectedComponents() {
        return annotations.isOn(Annotation.INJECT_PLUGGABLE_COMPONENTS)
                ? situation.componentContainers().of(situation.namespace(), appId)
                : List.of();
    }

    private boolean isNative() {
        if (annotations.has(Annotation.ENABLE_NATIVE_SIDECAR)) {
            return annotations.isOn(Annotation.ENABLE_NATIVE_SIDECAR);
        }
        NativeSidecars set = settings.nativeSidecars();
        return set == NativeSidecars.AUTO ? situation.nativeSidecars() : set == NativeSidecars.ON;
    }

    private List<Volume> sidecarVolumes() {
        List<Volume> added = new ArrayList<>();
        if (hasSocket()) {
            added.add(PodVolumes.apiSockets());
        }
        if (settings.tokenMounted()) {
            added.add(PodVolumes.token(settings.sentryId()));
        }
        return added;
    }

    private List<VolumeMount> sidecarMounts(PluggableComponents components) {
        List<VolumeMount> mounts =
                new ArrayList<>(volumes.annotated(annotations.text(Annotation.VOLUME_MOUNTS), true, annotations));
        mounts.addAll(volumes.annotated(annotations.text(Annotation.VOLUME_MOUNTS_RW), false, annotations));
        if (hasSocket()) {
            mounts.add(PodVolumes.mount(PodVolumes.API_SOCKETS, SidecarArguments.SOCKETS_FOLDER));
        }
        if (settings.tokenMounted()) {
            mounts.add(PodVolumes.tokenMount());
        }
        if (components.socketsFolder() != null) {
            mounts.add(components.mount());
        }
        return mounts;
    }

    private boolean hasSocket() {
        return !annotations.text(Annotation.UNIX_DOMAIN_SOCKET_PATH).isEmpty();
    }

    private void addToApplication(PluggableComponents components) {
        List<EnvVar> variables = new ArrayList<>();
        variables.add(SidecarEnvironment.literal("DAPR_HTTP_PORT", String.valueOf(SidecarArguments.HTTP_PORT)));
        variables.add(
                SidecarEnvironment.literal("DAPR_GRPC_PORT", String.valueOf(annotations.number(Annotation.GRPC_PORT))));
        String protocol = appProtocol();
        if (protocol != null) {
            variables.add(SidecarEnvironment.literal("APP_PROTOCOL", protocol));
        }
        containers.forEach(
                container -> !components.isComponent(container),
                index -> containers.addEnvironment(index, variables, patch));
        if (hasSocket()) {
            VolumeMount sockets =
                    PodVolumes.mount(PodVolumes.API_SOCKETS, annotations.text(Annotation.UNIX_DOMAIN_SOCKET_PATH));
            containers.forEach(
                    container -> !components.isComponent(container),
                    index -> containers.addMount(index, sockets, patch));
        }
    }

    private @Nullable String appProtocol() {
        boolean ssl = annotations.isOn(Annotation.APP_SSL);
        return switch (annotations.text(Annotation.APP_PROTOCOL)) {
            case "http" -> ssl ? "https" : "http";
            case "https" -> "https";
            case "grpc" -> ssl ? "grpcs" : "grpc";
            case "grpcs" -> "grpcs";
            case "h2c" -> "h2c";
            default -> null;
        };
    }

    private void addLabelsIfNone() {
        Map<String, String> labels = pod.getMetadata().getLabels();
        if (labels == null || labels.isEmpty()) {
            patch.add(LABELS, Map.of());
        }
    }

    private void addLabels() {
        patch.add(LABELS + "/dapr.io~1sidecar-injected", "true");
        patch.add(LABELS + "/dapr.io~1app-id", appId);
        patch.add(LABELS + "/dapr.io~1metrics-enabled", String.valueOf(annotations.isOn(Annotation.ENABLE_METRICS)));
    }
}
