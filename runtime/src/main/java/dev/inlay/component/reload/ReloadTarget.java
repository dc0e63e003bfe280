package dev.inlay.component.reload;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import java.util.List;

/** What changed manifests are brought into. Called by one thread at a time; may block. */
public interface ReloadTarget {

    /**
     * Checks manifests all together.
     *
     * @throws dev.inlay.component.InvalidManifestException with every fault
     */
    Candidate check(Manifests manifests);

    /** Whether resources of a kind other than Component are taken over while the runtime runs. */
    default boolean takesOver(String kind) {
        return false;
    }

    /** Manifests that were checked. */
    interface Candidate {

        /** The components among them with those that are described elsewhere. */
        List<ComponentManifest> components();

        /** Takes over what they say of the kinds that {@link ReloadTarget#takesOver} names. */
        default void takeOver() {}
    }
}
