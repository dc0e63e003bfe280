package dev.inlay.component.reload;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import java.util.List;

/** What changed manifests are brought into. Called by one thread at a time; may block. */
public interface ReloadTarget {

    /**
     * Checks manifests all together and gives the components among them with those that are described elsewhere.
     *
     * @throws dev.inlay.component.InvalidManifestException with every fault
     */
    List<ComponentManifest> check(Manifests manifests);

    /** Whether resources of a kind other than Component are taken over while the runtime runs. */
    default boolean takesOver(String kind) {
        return false;
    }

    /** Takes over what has changed of such kinds, from manifests that were checked. */
    default void takeOver(Manifests manifests) {}
}
