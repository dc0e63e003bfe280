package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the container of a sidecar. */
final class SidecarContainer {

    static final String NAME = "daprd";

    private static final String PROGRAM = "/daprd";

    private final Pod pod;
    private final PodAnnotations annotations;
    private final InjectorSettings settings;

    SidecarContainer(Pod pod, PodAnnotations annotations, InjectorSettings settings) {
        this.pod = pod;
        this.annotations = annotations;
        this.settings = settings;
    }

    /** The container; Kubernetes restarts it by itself if it is to be an init container. */
    Container make(
            List<String> arguments, List<EnvVar> environment, List<VolumeMount> mounts, boolean isInitContainer) {
        ContainerBuilder container = new ContainerBuilder()
                .withName(NAME)
                .withImage(image())
                .withImagePullPolicy(settings.imagePullPolicy())
                .withPorts(ports())
                .withEnv(environment)
                .withVolumeMounts(mounts)
                .withReadinessProbe(readiness())
                .withLivenessProbe(liveness())
                .withSecurityContext(security(environment))
                .withResources(resources());
        if (isInitContainer) {
            container.withRestartPolicy("Always");
        }
        command(container, arguments);
        return container.build();
    }

    private String image() {
        String image = annotations.text(Annotation.SIDECAR_IMAGE);
        return image.isEmpty() ? settings.sidecarImage() : image;
    }

    private void command(ContainerBuilder container, List<String> arguments) {
        List<String> command = List.of(PROGRAM);
        List<String> rest = new ArrayList<>();
        if (annotations.isOn(Annotation.ENABLE_DEBUG)) {
            command = List.of("/dlv");
            rest.addAll(List.of(
                    "--listen",
                    ":" + annotations.number(Annotation.DEBUG_PORT),
                    "--accept-multiclient",
                    "--headless=true",
                    "--log",
                    "--api-version=2",
                    "exec",
                    PROGRAM,
                    "--"));
        }
        rest.addAll(arguments);
        if (isTolerated()) {
            container.withCommand(command).withArgs(rest);
        } else {
            List<String> all = new ArrayList<>(command);
            all.addAll(rest);
            container.withArgs(all);
        }
    }

    /** Whether the pod may run on nodes that need to be told the program as the command. */
    private boolean isTolerated() {
        List<Toleration> tolerations = pod.getSpec().getTolerations();
        return settings.ignoreEntrypointTolerations().stream().anyMatch(tolerations::contains);
    }

    private List<ContainerPort> ports() {
        List<ContainerPort> ports = new ArrayList<>();
        ports.add(port("dapr-http", SidecarArguments.HTTP_PORT));
        ports.add(port("dapr-grpc", annotations.number(Annotation.GRPC_PORT)));
        ports.add(port("dapr-internal", annotations.number(Annotation.INTERNAL_GRPC_PORT)));
        ports.add(port("dapr-metrics", annotations.number(Annotation.METRICS_PORT)));
        if (annotations.isOn(Annotation.ENABLE_DEBUG)) {
            ports.add(port("dapr-debug", annotations.number(Annotation.DEBUG_PORT)));
        }
        return ports;
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .build();
    }

    private Probe readiness() {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath("/v1.0/healthz")
                .withNewPort(SidecarArguments.PUBLIC_PORT)
                .endHttpGet()
                .withInitialDelaySeconds(annotations.number(Annotation.SIDECAR_READINESS_PROBE_DELAY_SECONDS))
                .withTimeoutSeconds(annotations.number(Annotation.SIDECAR_READINESS_PROBE_TIMEOUT_SECONDS))
                .withPeriodSeconds(annotations.number(Annotation.SIDECAR_READINESS_PROBE_PERIOD_SECONDS))
                .withFailureThreshold(annotations.number(Annotation.SIDECAR_READINESS_PROBE_THRESHOLD))
                .build();
    }

    private Probe liveness() {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(SidecarArguments.PUBLIC_PORT)
                .endTcpSocket()
                .withInitialDelaySeconds(annotations.number(Annotation.SIDECAR_LIVENESS_PROBE_DELAY_SECONDS))
                .withTimeoutSeconds(annotations.number(Annotation.SIDECAR_LIVENESS_PROBE_TIMEOUT_SECONDS))
                .withPeriodSeconds(annotations.number(Annotation.SIDECAR_LIVENESS_PROBE_PERIOD_SECONDS))
                .withFailureThreshold(annotations.number(Annotation.SIDECAR_LIVENESS_PROBE_THRESHOLD))
                .build();
    }

    private SecurityContext security(List<EnvVar> environment) {
        InjectorSettings.Security allowed = settings.security();
        SecurityContextBuilder security = new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withRunAsNonRoot(allowed.nonRoot())
                .withReadOnlyRootFilesystem(allowed.readOnlyRootFilesystem());
        String seccomp = annotations.text(Annotation.SIDECAR_SECCOMP_PROFILE_TYPE);
        if (!seccomp.isEmpty()) {
            security.withNewSeccompProfile().withType(seccomp).endSeccompProfile();
        }
        if (allowed.dropAllCapabilities()) {
            security.withNewCapabilities().withDrop("ALL").endCapabilities();
        }
        if (environment.stream().anyMatch(variable -> variable.getName().equals("SSL_CERT_DIR"))) {
            // On Windows only an administrator can add certificates; whether the node runs Windows cannot be known
            // here.
            security.withRunAsNonRoot(false)
                    .withReadOnlyRootFilesystem(false)
                    .withNewWindowsOptions()
                    .withRunAsUserName("ContainerAdministrator")
                    .endWindowsOptions();
        } else {
            security.withRunAsUser(allowed.user()).withRunAsGroup(allowed.group());
        }
        return security.build();
    }

    private @Nullable ResourceRequirements resources() {
        try {
            Map<String, Quantity> requests =
                    quantities(Annotation.SIDECAR_CPU_REQUEST, Annotation.SIDECAR_MEMORY_REQUEST);
            Map<String, Quantity> limits = quantities(Annotation.SIDECAR_CPU_LIMIT, Annotation.SIDECAR_MEMORY_LIMIT);
            return requests.isEmpty() && limits.isEmpty() ? null : new ResourceRequirements(null, limits, requests);
        } catch (IllegalArgumentException e) {
            annotations.warn("couldn't set container resource requirements: " + e.getMessage() + ". using defaults");
            return null;
        }
    }

    private Map<String, Quantity> quantities(Annotation cpu, Annotation memory) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        quantity("cpu", cpu, quantities);
        quantity("memory", memory, quantities);
        return quantities;
    }

    private void quantity(String resource, Annotation annotation, Map<String, Quantity> quantities) {
        String text = annotations.text(annotation);
        if (text.isEmpty()) {
            return;
        }
        try {
            Quantity quantity = Quantity.parse(text);
            Quantity.getAmountInBytes(quantity);
            quantities.put(resource, quantity);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "annotation " + annotation.key() + " is '" + text + "' (expected: a quantity, as 100m or 64Mi)", e);
        }
    }
}
