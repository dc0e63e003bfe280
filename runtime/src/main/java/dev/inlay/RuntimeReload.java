package dev.inlay;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import dev.inlay.component.Resource;
import dev.inlay.component.reload.ReloadTarget;
import dev.inlay.metadata.DefaultMetadata;
import dev.inlay.resiliency.ResiliencyPolicies;
import java.util.List;
import java.util.Set;

/** Checks changed manifests for a runtime, and takes policies and endpoints over where it is made for that. */
final class RuntimeReload implements ReloadTarget {

    private static final Set<String> TAKEN_OVER = Set.of("Resiliency", "HTTPEndpoint");

    private final InlayRuntimes.Builder builder;
    private final RuntimeParts parts;
    private volatile DefaultMetadata.Resources named;

    /** @param parts what the runtime works with */
    RuntimeReload(InlayRuntimes.Builder builder, RuntimeParts parts) {
        this.builder = builder;
        this.parts = parts;
        this.named = parts.named();
    }

    /** The resources that are told of by name, as they are now. */
    DefaultMetadata.Resources named() {
        return named;
    }

    @Override
    public List<ComponentManifest> check(Manifests manifests) {
        RuntimeParts candidate = RuntimeParts.of(builder, manifests);
        candidate.endpoints().close().subscribe();
        return candidate.components();
    }

    @Override
    public boolean takesOver(String kind) {
        return builder.reloadsPoliciesAndEndpoints && TAKEN_OVER.contains(kind);
    }

    @Override
    public void takeOver(Manifests manifests) {
        List<Resource> resources = manifests.resources();
        ResiliencyPolicies policies = RuntimeParts.policies(builder, resources);
        parts.endpoints().replaceBy(resources, RuntimeParts.values(builder, parts.registry()));
        parts.policies().replaceBy(policies);
        named = RuntimeParts.named(resources, parts.reloads());
    }
}
