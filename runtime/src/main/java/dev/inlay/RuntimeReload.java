package dev.inlay;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import dev.inlay.component.Resource;
import dev.inlay.component.reload.ReloadTarget;
import dev.inlay.metadata.DefaultMetadata;
import dev.inlay.resiliency.ReplaceablePolicies;
import dev.inlay.resiliency.ResiliencyPolicies;
import java.util.List;
import java.util.Set;

/** Checks changed manifests for a runtime, and takes policies and endpoints over where it is made for that. */
final class RuntimeReload implements ReloadTarget {

    private static final Set<String> TAKEN_OVER = Set.of("Resiliency", "HTTPEndpoint");

    private final InlayRuntimes.Builder builder;
    private final RuntimeParts parts;
    private final ReplaceablePolicies policies;
    private volatile DefaultMetadata.Resources named;

    /** @param parts what the runtime works with */
    RuntimeReload(InlayRuntimes.Builder builder, RuntimeParts parts) {
        this.builder = builder;
        this.parts = parts;
        this.policies = new ReplaceablePolicies(parts.policies());
        this.named = parts.named();
    }

    /** The policies, as they are when they are asked for. */
    ResiliencyPolicies policies() {
        return policies;
    }

    /** The resources that are told of by name, as they are now. */
    DefaultMetadata.Resources named() {
        return named;
    }

    @Override
    public Candidate check(Manifests manifests) {
        RuntimeParts checked = RuntimeParts.of(builder, manifests);
        checked.endpoints().close().subscribe();
        return new Candidate() {
            @Override
            public List<ComponentManifest> components() {
                return checked.components();
            }

            @Override
            public void takeOver() {
                RuntimeReload.this.takeOver(manifests.resources(), checked);
            }
        };
    }

    @Override
    public boolean takesOver(String kind) {
        return builder.reloadsPoliciesAndEndpoints && TAKEN_OVER.contains(kind);
    }

    /** Endpoints are read once more, since they find the values of their headers in the components that run. */
    private void takeOver(List<Resource> resources, RuntimeParts checked) {
        parts.endpoints().replaceBy(resources, RuntimeParts.values(builder, parts.registry()));
        policies.replaceBy(checked.policies());
        named = new DefaultMetadata.Resources(
                named.enabledFeatures(),
                checked.named().httpEndpoints(),
                checked.named().resiliencies());
    }
}
