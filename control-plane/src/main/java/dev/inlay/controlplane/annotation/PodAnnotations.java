package dev.inlay.controlplane.annotation;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of one pod, read as Dapr reads them: a number that cannot be understood is warned about and its default
 * holds, a switch is on for a handful of words and off for all others. Immutable.
 */
public final class PodAnnotations {

    private static final Set<String> TRUTHY = Set.of("y", "yes", "true", "t", "on", "1");

    private final Map<String, String> annotations;
    private final Consumer<String> warnings;

    /**
     * The annotations of a pod.
     *
     * @param annotations by name; null if it has none
     * @param warnings is told of values that cannot be understood
     */
    public PodAnnotations(@Nullable Map<String, String> annotations, Consumer<String> warnings) {
        this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        this.warnings = warnings;
    }

    /** Whether a text means yes, in annotations and environment variables alike. */
    public static boolean isTruthy(@Nullable String text) {
        return text != null && TRUTHY.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether the pod asks for a sidecar in the words that the injector accepts, which are fewer than truthy ones. */
    public boolean asksForInjection() {
        return "true".equalsIgnoreCase(annotations.get(Annotation.ENABLED.key()));
    }

    /** Whether the application brings its runtime. */
    public boolean isEmbedded() {
        return "embedded".equalsIgnoreCase(text(Annotation.RUNTIME));
    }

    public boolean has(Annotation annotation) {
        return annotations.containsKey(annotation.key());
    }

    /** What the annotation says, or its default. */
    public String text(Annotation annotation) {
        return annotations.getOrDefault(annotation.key(), annotation.defaultText());
    }

    public boolean isOn(Annotation annotation) {
        return isTruthy(text(annotation));
    }

    /** The number, or the annotation's default. */
    public int number(Annotation annotation) {
        Integer given = optionalNumber(annotation);
        return given == null ? Integer.parseInt(annotation.defaultText()) : given;
    }

    /** The number; null if there is none or it cannot be understood. */
    public @Nullable Integer optionalNumber(Annotation annotation) {
        String text = annotations.get(annotation.key());
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            warnings.accept(
                    "Annotation " + annotation.key() + " is '" + text + "' and is ignored (expected: a whole number"
                            + (annotation.defaultText().isEmpty() ? "" : ", as " + annotation.defaultText()) + ")");
            return null;
        }
    }

    /** Tells of a value that is not used, and why. */
    public void warn(String warning) {
        warnings.accept(warning);
    }
}
