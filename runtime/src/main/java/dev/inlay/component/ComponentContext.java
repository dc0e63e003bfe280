package dev.inlay.component;

import dev.inlay.codec.JsonCodec;
import dev.inlay.time.TimeSource;

/**
 * What a factory gets to make a component of.
 *
 * @param name the component's name, as applications use it
 * @param type its type, as {@code state.redis}
 * @param version its version, as {@code v1}
 * @param metadata the manifest's metadata, checked, with templates and secrets filled in
 * @param app the application that the component serves
 * @param time where the component gets the time from
 * @param json how values become JSON
 */
public record ComponentContext(
        String name,
        String type,
        String version,
        ComponentMetadata metadata,
        AppIdentity app,
        TimeSource time,
        JsonCodec json) {

    /** Whether it is of this type and version. As in manifests, case does not matter, and no version means the first. */
    public boolean isOf(String otherType, String otherVersion) {
        return type.strip().equalsIgnoreCase(otherType.strip())
                && FactoryCatalog.canonical(version).equals(FactoryCatalog.canonical(otherVersion));
    }

    /** The name with type and version, as it stands in logs: {@code statestore (state.redis/v1)}. */
    public String displayName() {
        return version.isEmpty() ? name + " (" + type + ")" : name + " (" + type + "/" + version + ")";
    }
}
