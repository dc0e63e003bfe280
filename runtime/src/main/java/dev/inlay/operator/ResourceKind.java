package dev.inlay.operator;

import com.google.protobuf.ByteString;
import dev.inlay.protocol.operator.v1.ComponentUpdateEvent;
import dev.inlay.protocol.operator.v1.ComponentUpdateRequest;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateEvent;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateRequest;
import dev.inlay.protocol.operator.v1.HTTPEndpointUpdateEvent;
import dev.inlay.protocol.operator.v1.HTTPEndpointUpdateRequest;
import dev.inlay.protocol.operator.v1.ListComponentResponse;
import dev.inlay.protocol.operator.v1.ListComponentsRequest;
import dev.inlay.protocol.operator.v1.ListHTTPEndpointsRequest;
import dev.inlay.protocol.operator.v1.ListHTTPEndpointsResponse;
import dev.inlay.protocol.operator.v1.ListMCPServersRequest;
import dev.inlay.protocol.operator.v1.ListMCPServersResponse;
import dev.inlay.protocol.operator.v1.ListResiliencyRequest;
import dev.inlay.protocol.operator.v1.ListResiliencyResponse;
import dev.inlay.protocol.operator.v1.ListSubscriptionsRequest;
import dev.inlay.protocol.operator.v1.ListSubscriptionsResponse;
import dev.inlay.protocol.operator.v1.ListWorkflowAccessPolicyRequest;
import dev.inlay.protocol.operator.v1.ListWorkflowAccessPolicyResponse;
import dev.inlay.protocol.operator.v1.MCPServerUpdateEvent;
import dev.inlay.protocol.operator.v1.MCPServerUpdateRequest;
import dev.inlay.protocol.operator.v1.OperatorGrpc;
import dev.inlay.protocol.operator.v1.ResiliencyUpdateEvent;
import dev.inlay.protocol.operator.v1.ResiliencyUpdateRequest;
import dev.inlay.protocol.operator.v1.ResourceEventType;
import dev.inlay.protocol.operator.v1.SubscriptionUpdateEvent;
import dev.inlay.protocol.operator.v1.SubscriptionUpdateRequest;
import dev.inlay.protocol.operator.v1.WorkflowAccessPolicyUpdateEvent;
import dev.inlay.protocol.operator.v1.WorkflowAccessPolicyUpdateRequest;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of resources that the operator knows: how it is listed and how its changes are followed.
 *
 * @param name as {@code Component}
 * @param apiVersion what its objects are written in
 * @param listing lists them; null for Configurations, which are asked for by name
 * @param updates tells of their changes
 */
record ResourceKind(
        String name, String apiVersion, @Nullable Listing<?, ?> listing, Updates<?, ?> updates) {

    private static final String V1 = "dapr.io/v1alpha1";
    private static final String V2 = "dapr.io/v2alpha1";

    /** A call that lists. */
    record Listing<Q, A>(
            MethodDescriptor<Q, A> method, Function<String, Q> request, Function<A, List<ByteString>> objects) {}

    /** A call that follows changes. */
    record Updates<Q, A>(
            MethodDescriptor<Q, A> method,
            Function<String, Q> request,
            Function<A, ByteString> object,
            Function<A, ResourceEventType> type) {

        ResourceEvent event(A answer) {
            return new ResourceEvent(
                    object.apply(answer).toByteArray(), type.apply(answer) == ResourceEventType.DELETED);
        }
    }

    static final ResourceKind CONFIGURATION = new ResourceKind(
            "Configuration",
            V1,
            null,
            new Updates<>(
                    OperatorGrpc.getConfigurationUpdateMethod(),
                    namespace -> ConfigurationUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ConfigurationUpdateEvent::getConfiguration,
                    ConfigurationUpdateEvent::getType));

    static final ResourceKind RESILIENCY = new ResourceKind(
            "Resiliency",
            V1,
            new Listing<>(
                    OperatorGrpc.getListResiliencyMethod(),
                    namespace -> ListResiliencyRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ListResiliencyResponse::getResilienciesList),
            new Updates<>(
                    OperatorGrpc.getResiliencyUpdateMethod(),
                    namespace -> ResiliencyUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ResiliencyUpdateEvent::getResiliency,
                    ResiliencyUpdateEvent::getType));

    static final ResourceKind COMPONENT = new ResourceKind(
            "Component",
            V1,
            new Listing<>(
                    OperatorGrpc.getListComponentsMethod(),
                    namespace -> ListComponentsRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ListComponentResponse::getComponentsList),
            new Updates<>(
                    OperatorGrpc.getComponentUpdateMethod(),
                    namespace -> ComponentUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ComponentUpdateEvent::getComponent,
                    ComponentUpdateEvent::getType));

    static final ResourceKind HTTP_ENDPOINT = new ResourceKind(
            "HTTPEndpoint",
            V1,
            new Listing<>(
                    OperatorGrpc.getListHTTPEndpointsMethod(),
                    namespace -> ListHTTPEndpointsRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ListHTTPEndpointsResponse::getHttpEndpointsList),
            new Updates<>(
                    OperatorGrpc.getHTTPEndpointUpdateMethod(),
                    namespace -> HTTPEndpointUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    HTTPEndpointUpdateEvent::getHttpEndpoints,
                    HTTPEndpointUpdateEvent::getType));

    static final ResourceKind SUBSCRIPTION = new ResourceKind(
            "Subscription",
            V2,
            new Listing<>(
                    OperatorGrpc.getListSubscriptionsV2Method(),
                    namespace -> ListSubscriptionsRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ListSubscriptionsResponse::getSubscriptionsList),
            new Updates<>(
                    OperatorGrpc.getSubscriptionUpdateMethod(),
                    namespace -> SubscriptionUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    SubscriptionUpdateEvent::getSubscription,
                    SubscriptionUpdateEvent::getType));

    static final ResourceKind MCP_SERVER = new ResourceKind(
            "MCPServer",
            V1,
            new Listing<>(
                    OperatorGrpc.getListMCPServersMethod(),
                    namespace -> ListMCPServersRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ListMCPServersResponse::getMcpServersList),
            new Updates<>(
                    OperatorGrpc.getMCPServerUpdateMethod(),
                    namespace -> MCPServerUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    MCPServerUpdateEvent::getMcpServer,
                    MCPServerUpdateEvent::getType));

    static final ResourceKind WORKFLOW_ACCESS_POLICY = new ResourceKind(
            "WorkflowAccessPolicy",
            V1,
            new Listing<>(
                    OperatorGrpc.getListWorkflowAccessPolicyMethod(),
                    namespace -> ListWorkflowAccessPolicyRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    ListWorkflowAccessPolicyResponse::getPoliciesList),
            new Updates<>(
                    OperatorGrpc.getWorkflowAccessPolicyUpdateMethod(),
                    namespace -> WorkflowAccessPolicyUpdateRequest.newBuilder()
                            .setNamespace(namespace)
                            .build(),
                    WorkflowAccessPolicyUpdateEvent::getPolicy,
                    WorkflowAccessPolicyUpdateEvent::getType));

    /** Those that are listed, in the order in which Dapr does. */
    static final List<ResourceKind> LISTED =
            List.of(RESILIENCY, COMPONENT, HTTP_ENDPOINT, SUBSCRIPTION, MCP_SERVER, WORKFLOW_ACCESS_POLICY);

    /** Nothing in an instance works without these; what else cannot be listed is told and left out. */
    boolean isVital() {
        return this == COMPONENT || this == CONFIGURATION;
    }
}
