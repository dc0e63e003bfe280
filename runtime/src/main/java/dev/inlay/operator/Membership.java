package dev.inlay.operator;

import dev.inlay.InlayRuntimes;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import dev.inlay.component.ResourceSource;
import dev.inlay.component.reload.ManifestSource;
import dev.inlay.peer.PeerCredentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the control plane has given to an instance that it has let in. */
public final class Membership {

    private static final String NAME_RESOLVER = "nameresolution.kubernetes";

    private final ControlPlaneOptions options;
    private final PeerCredentials credentials;
    private final @Nullable ManifestSource source;
    private final @Nullable Manifests manifests;

    Membership(
            ControlPlaneOptions options,
            PeerCredentials credentials,
            @Nullable ManifestSource source,
            @Nullable Manifests manifests) {
        this.options = options;
        this.credentials = credentials;
        this.source = source;
        this.manifests = manifests;
    }

    /** What the cluster says; null outside one. */
    public @Nullable Manifests manifests() {
        return manifests;
    }

    /** Has a runtime take everything from here: identity, and in a cluster manifests, name resolution and secrets. */
    public InlayRuntimes.Builder applyTo(InlayRuntimes.Builder builder) {
        builder.credentials(credentials);
        if (source == null || manifests == null) {
            return builder;
        }
        builder.manifests(source, manifests)
                .defaultNameResolver(component(NAME_RESOLVER, NAME_RESOLVER, "the default name resolution"));
        return options.builtInSecretStore()
                ? builder.defaultComponent(
                        component("kubernetes", "secretstores.kubernetes", "the secret store that is built in"))
                : builder;
    }

    private static ComponentManifest component(String name, String type, String origin) {
        return ComponentManifest.of(name, type, "v1", Map.of(), ResourceSource.of(origin));
    }
}
