package dev.inlay.component;

/**
 * One thing that is wrong with a manifest.
 *
 * @param source where
 * @param field which field, as {@code spec.metadata[redisHost]}; empty for the document as a whole
 * @param problem what is wrong, what was expected and the cure
 */
public record Fault(ResourceSource source, String field, String problem) {

    @Override
    public String toString() {
        return field.isEmpty() ? source + ": " + problem : source + ": " + field + ": " + problem;
    }
}
