package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.AppIds;
import dev.inlay.controlplane.annotation.PodAnnotations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with the annotations of a workload's pods, as its owner should be told. */
final class WorkloadFaults {

    private static final Set<String> PROTOCOLS = Set.of("http", "https", "grpc", "grpcs", "h2c");
    private static final Set<String> RUNTIMES = Set.of("sidecar", "embedded");
    private static final String PREFIX = "dapr.io/";

    private WorkloadFaults() {}

    /** The faults, each a sentence that names the annotation, its value and what was expected. */
    static List<String> of(@Nullable Map<String, String> templateAnnotations) {
        List<String> faults = new ArrayList<>();
        PodAnnotations annotations = new PodAnnotations(templateAnnotations, faults::add);
        if (!annotations.isOn(Annotation.ENABLED)) {
            return List.of();
        }
        if (!annotations.asksForInjection()) {
            faults.add("Annotation dapr.io/enabled is '" + annotations.text(Annotation.ENABLED)
                    + "', so pods get a service but no sidecar (expected: 'true')");
        }
        String appId = AppIds.fault(annotations.text(Annotation.APP_ID));
        if (appId != null) {
            faults.add(appId);
        }
        check(annotations, Annotation.APP_PROTOCOL, PROTOCOLS, faults);
        check(annotations, Annotation.RUNTIME, RUNTIMES, faults);
        // Reading a number tells of what is none.
        Arrays.stream(Annotation.values()).filter(Annotation::isNumber).forEach(annotations::optionalNumber);
        unknown(templateAnnotations, faults);
        return faults;
    }

    private static void check(
            PodAnnotations annotations, Annotation annotation, Set<String> allowed, List<String> faults) {
        String value = annotations.text(annotation);
        if (!allowed.contains(value)) {
            faults.add("Annotation " + annotation.key() + " is '" + value + "' (expected: one of "
                    + allowed.stream().sorted().toList() + ")");
        }
    }

    private static void unknown(@Nullable Map<String, String> annotations, List<String> faults) {
        if (annotations == null) {
            return;
        }
        annotations.keySet().stream()
                .filter(key -> key.startsWith(PREFIX) && !Annotation.isKnown(key))
                .sorted()
                .forEach(key -> faults.add("Annotation " + key + " is not known and does nothing"));
    }
}
