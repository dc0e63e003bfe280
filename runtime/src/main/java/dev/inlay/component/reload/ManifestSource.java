package dev.inlay.component.reload;

import dev.inlay.component.Manifests;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where the manifests of an application come from, while it runs. Thread-safe. */
public interface ManifestSource {

    /**
     * What a runtime begins with. Fails with {@link dev.inlay.component.InvalidManifestException} if there are faults, and
     * with what is wrong if they cannot be had.
     */
    Mono<Manifests> load();

    /** All manifests, looked at anew. Fails as {@link #load} does. */
    Mono<Manifests> read();

    /**
     * Tells from now on that something may have changed; each item gives the manifests when it is subscribed to, and may
     * fail as {@link #read} does. Never fails itself; ends what it has begun when it is cancelled. To be subscribed to by
     * one at a time.
     */
    Flux<Mono<Manifests>> changes();

    /**
     * Whether each manifest is an object of its own, that somebody changes for itself: then a component that is described
     * wrongly concerns nobody else. Else they are a whole, which counts only if all of it is right.
     */
    default boolean isOfIndependentObjects() {
        return false;
    }

    /** What is watched, for the log, as {@code Watching directories: [components]}. */
    String describe();
}
