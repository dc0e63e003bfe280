package dev.inlay.controlplane.operator;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds of resources that instances read from the operator. */
enum ResourceKind {
    COMPONENT("Component", "components", "v1alpha1", "component", false),
    SUBSCRIPTION("Subscription", "subscriptions", "v2alpha1", "subscription", false),
    CONFIGURATION("Configuration", "configurations", "v1alpha1", "configuration", false),
    RESILIENCY("Resiliency", "resiliencies", "v1alpha1", "resiliency", false),
    HTTP_ENDPOINT("HTTPEndpoint", "httpendpoints", "v1alpha1", "http endpoint", false),
    MCP_SERVER("MCPServer", "mcpservers", "v1alpha1", "mcp server", true),
    WORKFLOW_ACCESS_POLICY(
            "WorkflowAccessPolicy", "workflowaccesspolicies", "v1alpha1", "workflow access policy", true);

    private final String kind;
    private final String plural;
    private final String version;
    private final String title;
    private final boolean optional;

    ResourceKind(String kind, String plural, String version, String title, boolean optional) {
        this.kind = kind;
        this.plural = plural;
        this.version = version;
        this.title = title;
        this.optional = optional;
    }

    /** What it is called in log lines. */
    String title() {
        return title;
    }

    /** Whether a cluster may lack it, since it came late. */
    boolean isOptional() {
        return optional;
    }

    /** The version that is read. */
    String version() {
        return version;
    }

    String plural() {
        return plural;
    }

    /** How the client finds it. */
    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup("dapr.io")
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
