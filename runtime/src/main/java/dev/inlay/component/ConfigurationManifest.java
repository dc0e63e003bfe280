package dev.inlay.component;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Configurations of one application say together.
 *
 * @param spec the merged {@code spec}: of maps the fields are merged, anything else a later Configuration replaces
 * @param source the last Configuration; where faults of the merged whole are reported
 * @param nameResolution how other applications are found; null for the default
 * @param deniedComponents the component types that are not to be loaded, as {@code state.redis} or
 *     {@code state.redis/v1}
 */
public record ConfigurationManifest(
        Map<String, Object> spec,
        ResourceSource source,
        @Nullable NameResolution nameResolution,
        List<String> deniedComponents) {

    /** What holds without any Configuration. */
    public static final ConfigurationManifest EMPTY =
            new ConfigurationManifest(Map.of(), ResourceSource.of("the default Configuration"), null, List.of());

    /**
     * The merged {@code spec}, to be read part by part by the block that a part is about.
     *
     * @param faults what is wrong is added here
     */
    public ManifestFields fields(List<Fault> faults) {
        return ManifestFields.of(source, Map.of("spec", spec), faults).child("spec");
    }

    /**
     * Whether {@code spec.features} turns a feature on.
     *
     * @param name as {@code HotReload}
     * @param byDefault what holds if it says nothing of it
     * @param faults what is wrong is added here
     */
    public boolean enables(String name, boolean byDefault, List<Fault> faults) {
        boolean enabled = byDefault;
        for (ManifestFields feature : fields(faults).items("features")) {
            if (feature.requiredText("name", name).equals(name)) {
                enabled = feature.flag("enabled");
            }
        }
        return enabled;
    }

    /**
     * The choice of a name resolver.
     *
     * @param component its type without {@code nameresolution.}, as {@code sqlite}
     * @param version as {@code v1}; empty if none is named
     * @param configuration its metadata
     * @param source the Configuration that says so
     */
    public record NameResolution(
            String component, String version, Map<String, String> configuration, ResourceSource source) {

        /** The resolver as a component, named by its type: {@code nameresolution.sqlite}. */
        public ComponentManifest asComponent() {
            String type = "nameresolution." + component;
            return ComponentManifest.of(type, type, version, configuration, source);
        }
    }

    /**
     * Merges the Configurations among these resources; later ones win.
     *
     * @throws InvalidManifestException with every fault of all of them
     */
    public static ConfigurationManifest of(List<Resource> resources) {
        List<Fault> faults = new ArrayList<>();
        ConfigurationManifest merged = EMPTY;
        for (Resource resource : resources) {
            if (resource.kind().equals("Configuration")) {
                merged = merged.mergedWith(read(resource, faults));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return merged;
    }

    private static ConfigurationManifest read(Resource resource, List<Fault> faults) {
        ManifestFields spec =
                ManifestFields.of(resource.source(), resource.body(), faults).child("spec");
        return new ConfigurationManifest(
                spec.values(),
                resource.source(),
                nameResolution(spec, resource.source()),
                spec.child("components").texts("deny"));
    }

    private static @Nullable NameResolution nameResolution(ManifestFields spec, ResourceSource source) {
        if (!spec.has("nameResolution")) {
            return null;
        }
        ManifestFields fields = spec.child("nameResolution");
        Map<String, String> configuration = new LinkedHashMap<>();
        fields.child("configuration").values().forEach((key, value) -> configuration.put(key, ScalarText.of(value)));
        return new NameResolution(
                fields.requiredText("component", "sqlite"), fields.text("version"), configuration, source);
    }

    private ConfigurationManifest mergedWith(ConfigurationManifest later) {
        boolean denies = later.spec.get("components") instanceof Map<?, ?> components && components.containsKey("deny");
        return new ConfigurationManifest(
                merge(spec, later.spec),
                later.source,
                later.nameResolution == null ? nameResolution : later.nameResolution,
                denies ? later.deniedComponents : deniedComponents);
    }

    private static Map<String, Object> merge(Map<?, ?> earlier, Map<?, ?> later) {
        Map<String, Object> merged = new LinkedHashMap<>();
        earlier.forEach((key, value) -> merged.put(String.valueOf(key), value));
        later.forEach((key, value) -> merged.merge(
                String.valueOf(key),
                value,
                (old, replacement) -> old instanceof Map<?, ?> oldMap && replacement instanceof Map<?, ?> newMap
                        ? merge(oldMap, newMap)
                        : replacement));
        return Collections.unmodifiableMap(merged);
    }
}
