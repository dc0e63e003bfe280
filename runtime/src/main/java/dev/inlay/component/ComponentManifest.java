package dev.inlay.component;

import dev.inlay.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The description of one component, from a manifest, from properties or from code.
 *
 * @param name the name applications use
 * @param namespace its namespace; empty if it names none
 * @param type as {@code state.redis}
 * @param version as {@code v1}; empty if it names none
 * @param metadata what the component is configured with, in order
 * @param secretStore the component whose secrets the metadata refers to ({@code auth.secretStore}); empty if it names
 *     none
 * @param scopes the app ids it is for; empty for all
 * @param ignoreErrors whether the application runs on without it when it cannot be initialised
 * @param initTimeout how long its backing service is awaited
 * @param source where it was described
 */
public record ComponentManifest(
        String name,
        String namespace,
        String type,
        String version,
        List<MetadataItem> metadata,
        String secretStore,
        List<String> scopes,
        boolean ignoreErrors,
        Duration initTimeout,
        ResourceSource source) {

    /** Dapr's default of {@code initTimeout}. */
    public static final Duration DEFAULT_INIT_TIMEOUT = Duration.ofSeconds(5);

    public ComponentManifest {
        metadata = List.copyOf(metadata);
        scopes = List.copyOf(scopes);
    }

    /** A component described elsewhere than in a manifest, with Dapr's defaults for what is not given here. */
    public static ComponentManifest of(
            String name, String type, String version, Map<String, String> metadata, ResourceSource source) {
        List<MetadataItem> items = new ArrayList<>();
        metadata.forEach((field, value) -> items.add(new MetadataItem.Value(field, value)));
        return new ComponentManifest(
                name, "", type, version, items, "", List.of(), false, DEFAULT_INIT_TIMEOUT, source);
    }

    public ComponentManifest withScopes(List<String> appIds) {
        return new ComponentManifest(
                name, namespace, type, version, metadata, secretStore, appIds, ignoreErrors, initTimeout, source);
    }

    public ComponentManifest withIgnoreErrors(boolean ignore) {
        return new ComponentManifest(
                name, namespace, type, version, metadata, secretStore, scopes, ignore, initTimeout, source);
    }

    public ComponentManifest withInitTimeout(Duration timeout) {
        return new ComponentManifest(
                name, namespace, type, version, metadata, secretStore, scopes, ignoreErrors, timeout, source);
    }

    /** The same with further metadata, as a reference to a secret in this store. */
    public ComponentManifest withSecret(String store, MetadataItem.SecretKeyRef reference) {
        List<MetadataItem> items = new ArrayList<>(metadata);
        items.add(reference);
        return new ComponentManifest(
                name, namespace, type, version, items, store, scopes, ignoreErrors, initTimeout, source);
    }

    /**
     * The components among these resources, in their order.
     *
     * @throws InvalidManifestException with every fault of all of them
     */
    public static List<ComponentManifest> allOf(List<Resource> resources) {
        List<Fault> faults = new ArrayList<>();
        List<ComponentManifest> manifests = resources.stream()
                .filter(resource -> resource.kind().equals("Component"))
                .map(resource -> read(resource, faults))
                .toList();
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return manifests;
    }

    /** As much of a component as can be read. */
    static ComponentManifest leniently(Resource resource) {
        return read(resource, new ArrayList<>());
    }

    private static ComponentManifest read(Resource resource, List<Fault> faults) {
        ManifestFields body = ManifestFields.of(resource.source(), resource.body(), faults);
        if (!body.has("spec")) {
            body.fault("spec", "is missing (expected: a map with type, version and metadata)");
            return of(resource.name(), "", "", Map.of(), resource.source());
        }
        ManifestFields spec = body.child("spec");
        return new ComponentManifest(
                resource.name(),
                resource.namespace(),
                spec.requiredText("type", "state.redis"),
                spec.text("version"),
                items(spec),
                body.child("auth").text("secretStore"),
                resource.scopes(),
                spec.flag("ignoreErrors"),
                initTimeout(spec),
                resource.source());
    }

    private static List<MetadataItem> items(ManifestFields spec) {
        Map<String, MetadataItem> items = new LinkedHashMap<>();
        for (ManifestFields entry : spec.items("metadata")) {
            MetadataItem item = MetadataItem.read(entry.requiredText("name", "redisHost"), entry);
            if (!item.name().isEmpty() && items.put(item.name(), item) != null) {
                entry.fault("name", "'" + item.name() + "' is there twice (expected: once)");
            }
        }
        return List.copyOf(items.values());
    }

    private static Duration initTimeout(ManifestFields spec) {
        String text = spec.text("initTimeout");
        if (text.isBlank()) {
            return DEFAULT_INIT_TIMEOUT;
        }
        try {
            Duration timeout = Durations.parseOrSeconds(text);
            if (!timeout.isNegative() && !timeout.isZero()) {
                return timeout;
            }
            spec.fault("initTimeout", "is " + text + " (expected: more than zero, as 5s)");
        } catch (IllegalArgumentException e) {
            spec.fault("initTimeout", String.valueOf(e.getMessage()));
        }
        return DEFAULT_INIT_TIMEOUT;
    }

    /** Whether another manifest describes the same component, wherever it was read. */
    boolean saysTheSameAs(ComponentManifest other) {
        ComponentManifest here = new ComponentManifest(
                other.name,
                other.namespace,
                other.type,
                other.version,
                other.metadata,
                other.secretStore,
                other.scopes,
                other.ignoreErrors,
                other.initTimeout,
                source);
        return equals(here);
    }

    /** The name with type and version, as it stands in logs: {@code statestore (state.redis/v1)}. */
    public String displayName() {
        return version.isEmpty() ? name + " (" + type + ")" : name + " (" + type + "/" + version + ")";
    }

    /** How a metadata field is called where this component was described. */
    String fieldPath(String field) {
        return source.document() == 0 ? "metadata." + field : "spec.metadata[" + field + "]";
    }
}
