package dev.inlay.component;

import org.jspecify.annotations.Nullable;

/**
 * How a component is.
 *
 * @param name its name
 * @param displayName its name with type and version
 * @param state where it is in its life
 * @param problem the text of the last failure; null if there is none
 */
public record ComponentStatus(
        String name,
        String displayName,
        State state,
        @Nullable String problem) {

    /** The stages of a component's life. */
    public enum State {
        /** Waits for a component it needs, as its secret store. */
        WAITING,
        /** Is connecting. */
        INITIALIZING,
        READY,
        /** Could not be initialised; the manifest says {@code ignoreErrors}, so the application runs without it. */
        FAILED,
        CLOSED
    }
}
