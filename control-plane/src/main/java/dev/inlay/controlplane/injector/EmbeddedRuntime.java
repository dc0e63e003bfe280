package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an application that brings its runtime is given instead of a sidecar: the starter's properties as environment
 * variables, and who it is. Variables that the container sets itself win.
 */
final class EmbeddedRuntime {

    private EmbeddedRuntime() {}

    /** Whether a pod has been given it already. */
    static boolean isPresent(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return new PodAnnotations(pod.getMetadata().getAnnotations(), warning -> {}).isEmbedded()
                && labels != null
                && "true".equals(labels.get("dapr.io/sidecar-injected"))
                && pod.getSpec().getContainers().stream().allMatch(container -> container.getEnv().stream()
                        .anyMatch(variable -> variable.getName().equals("INLAY_KUBERNETES_ENABLED")));
    }

    static List<EnvVar> environment(
            String appId, PodAnnotations annotations, InjectorSettings settings, PodSituation situation) {
        List<EnvVar> variables = new ArrayList<>(SidecarEnvironment.identity(settings, situation));
        variables.add(SidecarEnvironment.field("POD_IP", "status.podIP"));
        variables.add(SidecarEnvironment.field("DAPR_HOST_IP", "status.podIP"));
        variables.add(SidecarEnvironment.literal("APP_ID", appId));
        add(variables, "INLAY_APP_ID", appId);
        add(variables, "INLAY_NAMESPACE", situation.namespace());
        add(variables, "INLAY_INTERNAL_GRPC_PORT", annotations.number(Annotation.INTERNAL_GRPC_PORT));
        add(variables, "INLAY_KUBERNETES_ENABLED", true);
        add(
                variables,
                "INLAY_KUBERNETES_CONTROL_PLANE_ADDRESS",
                settings.addresses().operator());
        add(variables, "INLAY_KUBERNETES_SENTRY_ADDRESS", settings.addresses().sentry());
        add(variables, "INLAY_KUBERNETES_MTLS_ENABLED", situation.mtlsEnabled());
        addIfAny(variables, "INLAY_KUBERNETES_CONFIGURATION", annotations.text(Annotation.CONFIG));
        addIfAny(variables, "INLAY_MAX_BODY_SIZE", springSize(annotations.text(Annotation.MAX_BODY_SIZE)));
        if (annotations.has(Annotation.LOG_LEVEL)) {
            add(variables, "LOGGING_LEVEL_DEV_INLAY", annotations.text(Annotation.LOG_LEVEL));
        }
        SidecarEnvironment.tokens(annotations, variables);
        return variables;
    }

    /** A quantity as Spring reads sizes: {@code 16Mi} is its {@code 16MB}. */
    private static String springSize(String quantity) {
        return quantity.replaceAll("^(\\d+)([KMG])i?$", "$1$2B");
    }

    private static void addIfAny(List<EnvVar> variables, String name, String value) {
        if (!value.isEmpty()) {
            add(variables, name, value);
        }
    }

    private static void add(List<EnvVar> variables, String name, Object value) {
        variables.add(SidecarEnvironment.literal(name, String.valueOf(value)));
    }
}
