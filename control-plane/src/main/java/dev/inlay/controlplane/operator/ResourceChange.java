package dev.inlay.controlplane.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to a resource, as one application sees it.
 *
 * @param resource as it is now; of a deleted one, as it was last
 */
record ResourceChange(Type type, GenericKubernetesResource resource) {

    /** What has happened. */
    enum Type {
        CREATED,
        UPDATED,
        DELETED
    }

    /**
     * What an update means to an application: one that leaves its scope is a deletion to it, one that enters a creation.
     *
     * @return null if it is none of the application's business, or nothing has changed
     */
    static @Nullable ResourceChange update(
            GenericKubernetesResource before, GenericKubernetesResource after, String appId) {
        if (Objects.equals(
                before.getMetadata().getResourceVersion(), after.getMetadata().getResourceVersion())) {
            // Informers look at everything anew now and then.
            return null;
        }
        boolean was = isInScope(before, appId);
        boolean is = isInScope(after, appId);
        if (was && is) {
            return new ResourceChange(Type.UPDATED, after);
        }
        if (was) {
            return new ResourceChange(Type.DELETED, before);
        }
        return is ? new ResourceChange(Type.CREATED, after) : null;
    }

    /** What a creation means to an application; null if nothing. */
    static @Nullable ResourceChange creation(GenericKubernetesResource created, String appId) {
        return isInScope(created, appId) ? new ResourceChange(Type.CREATED, created) : null;
    }

    /** What a deletion means to an application; null if nothing. */
    static @Nullable ResourceChange deletion(GenericKubernetesResource deleted, String appId) {
        return isInScope(deleted, appId) ? new ResourceChange(Type.DELETED, deleted) : null;
    }

    /** Whether a resource is for an application: it has no scopes, or they name it. */
    static boolean isInScope(GenericKubernetesResource resource, String appId) {
        Object scopes = resource.getAdditionalProperties().get("scopes");
        return !(scopes instanceof List<?> list) || list.isEmpty() || list.contains(appId);
    }
}
