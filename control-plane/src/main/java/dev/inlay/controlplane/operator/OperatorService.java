package dev.inlay.controlplane.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.UnsafeByteOperations;
import dev.inlay.controlplane.operator.ResourceStream.TooSlowException;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.operator.v1.ComponentUpdateEvent;
import dev.inlay.protocol.operator.v1.ComponentUpdateRequest;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateEvent;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateRequest;
import dev.inlay.protocol.operator.v1.GetConfigurationRequest;
import dev.inlay.protocol.operator.v1.GetConfigurationResponse;
import dev.inlay.protocol.operator.v1.GetResiliencyRequest;
import dev.inlay.protocol.operator.v1.GetResiliencyResponse;
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
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The operator's gRPC API: the resources of a namespace, and streams of their changes. Calls run on threads that may block.
 * Thread-safe.
 */
final class OperatorService extends OperatorGrpc.OperatorImplBase {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator.api");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Resources resources;
    private final SecretValues secrets;
    private final PodConfigurations podConfigurations;
    private final Sinks.Empty<Void> shutdown = Sinks.empty();
    private volatile boolean shuttingDown;

    OperatorService(Resources resources, SecretValues secrets, PodConfigurations podConfigurations) {
        this.resources = resources;
        this.secrets = secrets;
        this.podConfigurations = podConfigurations;
    }

    /** Ends all streams and refuses further calls. */
    void shutDown() {
        shuttingDown = true;
        shutdown.tryEmitEmpty();
    }

    @Override
    public void listComponents(ListComponentsRequest request, StreamObserver<ListComponentResponse> out) {
        answer(out, request.getNamespace(), caller -> ListComponentResponse.newBuilder()
                .addAllComponents(list(
                        ResourceKind.COMPONENT,
                        request.getNamespace(),
                        component -> ResourceChange.isInScope(component, caller.appId())))
                .build());
    }

    @Override
    public void getConfiguration(GetConfigurationRequest request, StreamObserver<GetConfigurationResponse> out) {
        answer(out, request.getNamespace(), caller -> GetConfigurationResponse.newBuilder()
                .setConfiguration(get(ResourceKind.CONFIGURATION, request.getNamespace(), request.getName()))
                .build());
    }

    @Override
    public void getResiliency(GetResiliencyRequest request, StreamObserver<GetResiliencyResponse> out) {
        answer(out, request.getNamespace(), caller -> GetResiliencyResponse.newBuilder()
                .setResiliency(get(ResourceKind.RESILIENCY, request.getNamespace(), request.getName()))
                .build());
    }

    @Override
    public void listResiliency(ListResiliencyRequest request, StreamObserver<ListResiliencyResponse> out) {
        answer(out, request.getNamespace(), caller -> ListResiliencyResponse.newBuilder()
                .addAllResiliencies(list(ResourceKind.RESILIENCY, request.getNamespace(), all -> true))
                .build());
    }

    /** Names no namespace, so nobody may. */
    @Override
    public void listSubscriptions(Empty request, StreamObserver<ListSubscriptionsResponse> out) {
        listSubscriptionsV2(ListSubscriptionsRequest.getDefaultInstance(), out);
    }

    @Override
    public void listSubscriptionsV2(ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsResponse> out) {
        answer(out, request.getNamespace(), caller -> ListSubscriptionsResponse.newBuilder()
                .addAllSubscriptions(list(ResourceKind.SUBSCRIPTION, request.getNamespace(), all -> true))
                .build());
    }

    @Override
    public void listHTTPEndpoints(ListHTTPEndpointsRequest request, StreamObserver<ListHTTPEndpointsResponse> out) {
        answer(out, request.getNamespace(), caller -> ListHTTPEndpointsResponse.newBuilder()
                .addAllHttpEndpoints(list(ResourceKind.HTTP_ENDPOINT, request.getNamespace(), all -> true))
                .build());
    }

    @Override
    public void listMCPServers(ListMCPServersRequest request, StreamObserver<ListMCPServersResponse> out) {
        answer(out, request.getNamespace(), caller -> ListMCPServersResponse.newBuilder()
                .addAllMcpServers(list(ResourceKind.MCP_SERVER, request.getNamespace(), all -> true))
                .build());
    }

    @Override
    public void listWorkflowAccessPolicy(
            ListWorkflowAccessPolicyRequest request, StreamObserver<ListWorkflowAccessPolicyResponse> out) {
        answer(out, request.getNamespace(), caller -> ListWorkflowAccessPolicyResponse.newBuilder()
                .addAllPolicies(list(ResourceKind.WORKFLOW_ACCESS_POLICY, request.getNamespace(), all -> true))
                .build());
    }

    @Override
    public void componentUpdate(ComponentUpdateRequest request, StreamObserver<ComponentUpdateEvent> out) {
        stream(out, ResourceKind.COMPONENT, request.getNamespace(), (json, type) -> ComponentUpdateEvent.newBuilder()
                .setComponent(json)
                .setType(type)
                .build());
    }

    @Override
    public void subscriptionUpdate(SubscriptionUpdateRequest request, StreamObserver<SubscriptionUpdateEvent> out) {
        stream(
                out,
                ResourceKind.SUBSCRIPTION,
                request.getNamespace(),
                (json, type) -> SubscriptionUpdateEvent.newBuilder()
                        .setSubscription(json)
                        .setType(type)
                        .build());
    }

    @Override
    public void hTTPEndpointUpdate(HTTPEndpointUpdateRequest request, StreamObserver<HTTPEndpointUpdateEvent> out) {
        stream(
                out,
                ResourceKind.HTTP_ENDPOINT,
                request.getNamespace(),
                (json, type) -> HTTPEndpointUpdateEvent.newBuilder()
                        .setHttpEndpoints(json)
                        .setType(type)
                        .build());
    }

    @Override
    public void resiliencyUpdate(ResiliencyUpdateRequest request, StreamObserver<ResiliencyUpdateEvent> out) {
        stream(out, ResourceKind.RESILIENCY, request.getNamespace(), (json, type) -> ResiliencyUpdateEvent.newBuilder()
                .setResiliency(json)
                .setType(type)
                .build());
    }

    @Override
    public void mCPServerUpdate(MCPServerUpdateRequest request, StreamObserver<MCPServerUpdateEvent> out) {
        stream(out, ResourceKind.MCP_SERVER, request.getNamespace(), (json, type) -> MCPServerUpdateEvent.newBuilder()
                .setMcpServer(json)
                .setType(type)
                .build());
    }

    @Override
    public void workflowAccessPolicyUpdate(
            WorkflowAccessPolicyUpdateRequest request, StreamObserver<WorkflowAccessPolicyUpdateEvent> out) {
        stream(
                out,
                ResourceKind.WORKFLOW_ACCESS_POLICY,
                request.getNamespace(),
                (json, type) -> WorkflowAccessPolicyUpdateEvent.newBuilder()
                        .setPolicy(json)
                        .setType(type)
                        .build());
    }

    @Override
    public void configurationUpdate(ConfigurationUpdateRequest request, StreamObserver<ConfigurationUpdateEvent> out) {
        stream(
                out,
                ResourceKind.CONFIGURATION,
                request.getNamespace(),
                caller -> {
                    String name = podConfigurations.of(caller.namespace(), caller.appId());
                    return configuration ->
                            configuration.getMetadata().getName().equals(name);
                },
                (json, type) -> ConfigurationUpdateEvent.newBuilder()
                        .setConfiguration(json)
                        .setType(type)
                        .build());
    }

    private List<ByteString> list(ResourceKind kind, String namespace, Predicate<GenericKubernetesResource> wanted) {
        return resources.list(kind, namespace).stream()
                .filter(wanted)
                .map(resource -> bytes(secrets.resolve(kind, resource)))
                .toList();
    }

    private ByteString get(ResourceKind kind, String namespace, String name) {
        String what = "error getting " + kind.title() + " " + namespace + "/" + name + ": ";
        GenericKubernetesResource resource = resources.get(kind, namespace, name);
        if (resource == null) {
            throw new IllegalArgumentException(what + kind.plural() + ".dapr.io \"" + name + "\" not found");
        }
        try {
            return bytes(secrets.resolve(kind, resource));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(what + e.getMessage(), e);
        }
    }

    private <T> void answer(StreamObserver<T> out, String namespace, Function<SpiffeId, T> answer) {
        try {
            T message = answer.apply(admitted(namespace));
            out.onNext(message);
            out.onCompleted();
        } catch (RuntimeException e) {
            out.onError(told(e));
        }
    }

    private <T> void stream(
            StreamObserver<T> out,
            ResourceKind kind,
            String namespace,
            BiFunction<ByteString, ResourceEventType, T> message) {
        stream(out, kind, namespace, caller -> all -> true, message);
    }

    private <T> void stream(
            StreamObserver<T> out,
            ResourceKind kind,
            String namespace,
            Function<SpiffeId, Predicate<GenericKubernetesResource>> wanted,
            BiFunction<ByteString, ResourceEventType, T> message) {
        SpiffeId caller;
        ResourceStream stream;
        try {
            caller = admitted(namespace);
            stream = new ResourceStream(namespace, caller.appId(), wanted.apply(caller));
        } catch (RuntimeException e) {
            out.onError(told(e));
            return;
        }
        LOG.info("sidecar connected for {} updates", kind.title());
        Flux<T> events = stream.of(resources, kind, (of, change) -> message.apply(json(of, change), type(change)))
                .takeUntilOther(ended());
        SteadySender.send(events, (ServerCallStreamObserver<T>) out, OperatorService::told);
    }

    private Mono<Void> ended() {
        return shutdown.asMono().then(Mono.error(OperatorService::shuttingDown));
    }

    private SpiffeId admitted(String namespace) {
        if (shuttingDown) {
            throw shuttingDown();
        }
        return Callers.authorized(namespace);
    }

    private static StatusRuntimeException shuttingDown() {
        return Status.UNAVAILABLE.withDescription("operator is shutting down").asRuntimeException();
    }

    private ByteString json(ResourceKind kind, ResourceChange change) {
        // Of what is gone, secrets may be gone, too.
        return bytes(
                change.type() == ResourceChange.Type.DELETED
                        ? SecretValues.plain(change.resource())
                        : secrets.resolve(kind, change.resource()));
    }

    private static ResourceEventType type(ResourceChange change) {
        return switch (change.type()) {
            case CREATED -> ResourceEventType.CREATED;
            case UPDATED -> ResourceEventType.UPDATED;
            case DELETED -> ResourceEventType.DELETED;
        };
    }

    private static Throwable told(Throwable error) {
        if (error instanceof StatusRuntimeException known) {
            return known;
        }
        Status status = error instanceof TooSlowException ? Status.RESOURCE_EXHAUSTED : Status.UNKNOWN;
        return status.withDescription(error.getMessage()).asRuntimeException();
    }

    private static ByteString bytes(ObjectNode json) {
        try {
            return UnsafeByteOperations.unsafeWrap(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
