package dev.inlay.resiliency;

/** No policy for any target. */
enum NoPolicies implements ResiliencyPolicies {
    INSTANCE;

    @Override
    public Policy forApp(String appId, String method) {
        return Policy.none();
    }

    @Override
    public Policy forComponentOutbound(String component, ComponentKind kind) {
        return Policy.none();
    }

    @Override
    public Policy forComponentInbound(String component, ComponentKind kind) {
        return Policy.none();
    }
}
