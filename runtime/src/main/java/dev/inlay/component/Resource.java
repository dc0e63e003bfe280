package dev.inlay.component;

import java.util.List;
import java.util.Map;

/**
 * One manifest of group {@code dapr.io}, as it was read: the envelope checked, the rest still to be read by whoever
 * knows the kind.
 *
 * @param kind as {@code Component}, {@code Configuration}, {@code Resiliency}
 * @param name {@code metadata.name}
 * @param namespace {@code metadata.namespace}; empty if absent
 * @param scopes the app ids it is for; empty for all
 * @param body the whole document: maps, lists, strings, numbers, booleans, null
 * @param source where it was read
 */
public record Resource(
        String kind,
        String name,
        String namespace,
        List<String> scopes,
        Map<String, Object> body,
        ResourceSource source) {

    /** Whether it is meant for this application, by namespace and scopes. */
    boolean isFor(AppIdentity app) {
        boolean namespaceFits = app.namespace().isEmpty()
                || namespace.isEmpty()
                || app.namespace().equals(namespace);
        return namespaceFits && (scopes.isEmpty() || scopes.contains(app.appId()));
    }
}
