package dev.inlay.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Finds the values in resources other than components, wherever they come from: the manifest, an environment variable, a
 * secret store. Thread-safe.
 */
public final class ResourceValues {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceValues.class);

    private final AppIdentity app;
    private final ComponentLookup components;
    private final OpenEnvironment environment;

    /**
     * @param components where the secret stores are
     * @param variables the environment variables
     */
    public ResourceValues(AppIdentity app, ComponentLookup components, Function<String, @Nullable String> variables) {
        this.app = app;
        this.components = components;
        this.environment = new OpenEnvironment(variables);
    }

    /**
     * The values by item, in their order. Waits for the secret store if it is needed; fails with an error that names the
     * item and what is missing.
     *
     * @param secretStore the store of the items that are secrets; empty for the one that is meant where none is named
     * @param place where an item stands in its resource, for messages
     */
    public Mono<Map<String, String>> resolve(
            List<MetadataItem> items, String secretStore, UnaryOperator<String> place) {
        List<MetadataItem.SecretKeyRef> secrets = secrets(items);
        if (secrets.isEmpty()) {
            return Mono.fromSupplier(() -> combine(items, Map.of(), place));
        }
        return Mono.defer(() -> {
                    String name = storeName(secretStore);
                    ComponentHandle<SecretSource> store = components.find(SecretSource.class, name);
                    return store == null
                            ? Mono.error(new IllegalStateException("there is no secret store '" + name + "'"))
                            : store.whenReady().flatMap(ready -> new SecretReferences(secrets, name, place)
                                    .resolve(ready, app.namespace()));
                })
                .map(values -> combine(items, values, place));
    }

    /**
     * Notes a fault if these items need a secret store that is not there.
     *
     * @param body the resource that they stand in
     */
    public void check(List<MetadataItem> items, String secretStore, ManifestFields body) {
        if (secrets(items).isEmpty() || components.find(SecretSource.class, storeName(secretStore)) != null) {
            return;
        }
        List<String> names = components.all(SecretSource.class).stream()
                .map(store -> store.context().name())
                .toList();
        body.child("auth")
                .fault(
                        "secretStore",
                        (secretStore.isEmpty()
                                        ? "is missing, but there are references to secrets"
                                        : "names '" + secretStore + "', which is no secret store"
                                                + Nearest.hint(secretStore, names))
                                + " (expected: the name of a secret store component"
                                + (names.isEmpty() ? "; none is defined)" : ": " + String.join(", ", names) + ")"));
    }

    private static List<MetadataItem.SecretKeyRef> secrets(List<MetadataItem> items) {
        return items.stream()
                .filter(MetadataItem.SecretKeyRef.class::isInstance)
                .map(MetadataItem.SecretKeyRef.class::cast)
                .toList();
    }

    private static String storeName(String secretStore) {
        return secretStore.isEmpty() ? ComponentPlan.DEFAULT_SECRET_STORE : secretStore;
    }

    private Map<String, String> combine(
            List<MetadataItem> items, Map<String, String> secrets, UnaryOperator<String> place) {
        Map<String, String> values = new LinkedHashMap<>();
        for (MetadataItem item : items) {
            if (item instanceof MetadataItem.Value value) {
                values.put(item.name(), value.value());
            } else if (item instanceof MetadataItem.Secret secret) {
                values.put(item.name(), secret.value());
            } else if (item instanceof MetadataItem.EnvRef reference) {
                if (!environment.isOpen(reference.variable())) {
                    LOG.warn(
                            "{} refers to the environment variable '{}', which manifests may not read; it stays empty",
                            place.apply(item.name()),
                            reference.variable());
                }
                values.put(item.name(), environment.value(reference.variable()));
            } else {
                values.put(item.name(), secrets.getOrDefault(item.name(), ""));
            }
        }
        return values;
    }
}
