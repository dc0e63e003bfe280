package dev.inlay.api;

import org.jspecify.annotations.Nullable;

/** How a caller of the API ends the runtime, and the process if it is a sidecar. Both return at once. Thread-safe. */
@FunctionalInterface
public interface Shutdown {

    /** The header field, or metadata, in which a caller asks for an end at once by saying {@code true}. */
    String FORCE = "dapr-force-shutdown";

    /** Ends in order. */
    void begin();

    /** Ends without waiting for anything. In order all the same where there is no process to end. */
    default void force() {
        begin();
    }

    /**
     * Ends as the caller wishes.
     *
     * @param force the value of {@link #FORCE}; null if there is none
     */
    default void asAsked(@Nullable String force) {
        if ("true".equalsIgnoreCase(force)) {
            force();
        } else {
            begin();
        }
    }
}
