package dev.inlay.spring;

import dev.inlay.InlayRuntimes;

/**
 * Completes the description of the runtime before it is built, as with components that code contributes. Beans of this
 * type are called in their order, after the properties have been read; a default component of theirs comes before the
 * embedded store.
 */
@FunctionalInterface
public interface InlayRuntimeCustomizer {

    /** Changes what differs. */
    void customize(InlayRuntimes.Builder builder);
}
