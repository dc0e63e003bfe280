package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which Configuration an application's pods name. Thread-safe. */
final class PodConfigurations {

    private final Function<String, List<Pod>> pods;

    /**
     * Reads pods.
     *
     * @param pods the pods of a namespace; may block
     */
    PodConfigurations(Function<String, List<Pod>> pods) {
        this.pods = pods;
    }

    /** The name of the Configuration; null if no pod of the application names one. Blocks. */
    @Nullable String of(String namespace, String appId) {
        return pods.apply(namespace).stream()
                .filter(pod -> isOf(pod, appId))
                .map(pod -> annotations(pod).text(Annotation.CONFIG))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(Pod pod, String appId) {
        PodAnnotations annotations = annotations(pod);
        String id = annotations.text(Annotation.APP_ID);
        return annotations.isOn(Annotation.ENABLED)
                && appId.equals(id.isEmpty() ? pod.getMetadata().getName() : id);
    }

    private static PodAnnotations annotations(Pod pod) {
        return new PodAnnotations(pod.getMetadata().getAnnotations(), warning -> {});
    }
}
