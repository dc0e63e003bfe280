package dev.inlay.resiliency;

/** Policies that can make way for others while they are used. What is under way ends under the old ones. Thread-safe. */
public final class ReplaceablePolicies implements ResiliencyPolicies {

    private volatile ResiliencyPolicies present;

    public ReplaceablePolicies(ResiliencyPolicies first) {
        this.present = first;
    }

    /** From now on these count. */
    public void replaceBy(ResiliencyPolicies next) {
        present = next;
    }

    @Override
    public Policy forApp(String appId, String method) {
        return present.forApp(appId, method);
    }

    @Override
    public Policy forComponentOutbound(String component, ComponentKind kind) {
        return present.forComponentOutbound(component, kind);
    }

    @Override
    public Policy forComponentInbound(String component, ComponentKind kind) {
        return present.forComponentInbound(component, kind);
    }
}
