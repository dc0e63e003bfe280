package dev.inlay.resiliency;

/** Finds the policy for a target. Cheap: called for every operation. */
public interface ResiliencyPolicies {

    /** The policy for calls of an application's method. */
    Policy forApp(String appId, String method);

    /** The policy for what the runtime asks of a component. */
    Policy forComponentOutbound(String component, ComponentKind kind);

    /** The policy for what a component hands to the application. */
    Policy forComponentInbound(String component, ComponentKind kind);

    /** The kinds of components, as they stand in the reserved names of default policies. */
    enum ComponentKind {
        BINDING("Binding"),
        CONFIGURATION("Configuration"),
        LOCK("Lock"),
        PUBSUB("Pubsub"),
        CRYPTO("Crypto"),
        CONVERSATION("Conversation"),
        SECRET_STORE("Secretstore"),
        STATE_STORE("Statestore");

        private final String policyName;

        ComponentKind(String policyName) {
            this.policyName = policyName;
        }

        /** The name's part in {@code DefaultStatestoreComponentOutboundRetryPolicy}. */
        public String policyName() {
            return policyName;
        }
    }

    /** No policy anywhere. */
    static ResiliencyPolicies none() {
        return NoPolicies.INSTANCE;
    }
}
