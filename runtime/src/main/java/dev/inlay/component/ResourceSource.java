package dev.inlay.component;

/**
 * Where a resource was read, for messages.
 *
 * @param location the file, or what stands in its place, as {@code inlay.components.statestore}
 * @param document which document of the file, from 1; 0 where there are no documents
 */
public record ResourceSource(String location, int document) {

    /** A source that is no file. */
    public static ResourceSource of(String location) {
        return new ResourceSource(location, 0);
    }

    @Override
    public String toString() {
        return document > 1 ? location + " (document " + document + ")" : location;
    }
}
