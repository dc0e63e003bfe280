package dev.inlay.component;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a manifest.
 *
 * @param source where
 * @param field which field, as {@code spec.metadata[redisHost]}; empty for the document as a whole
 * @param problem what is wrong, what was expected and the cure
 * @param inDaprsWords what Dapr's log says of it; null if that is not known
 */
public record Fault(
        ResourceSource source,
        String field,
        String problem,
        @Nullable String inDaprsWords) {

    /** A fault of which nobody knows what Dapr says. */
    public Fault(ResourceSource source, String field, String problem) {
        this(source, field, problem, null);
    }

    /** With the words of Dapr in front, if there are any: alerts look for them in the log. */
    String afterDaprsWords() {
        return inDaprsWords == null ? toString() : inDaprsWords + ": " + this;
    }

    @Override
    public String toString() {
        return field.isEmpty() ? source + ": " + problem : source + ": " + field + ": " + problem;
    }
}
