package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.operator.v1.ComponentUpdateEvent;
import dev.inlay.protocol.operator.v1.ComponentUpdateRequest;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateEvent;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateRequest;
import dev.inlay.protocol.operator.v1.GetConfigurationRequest;
import dev.inlay.protocol.operator.v1.ListComponentsRequest;
import dev.inlay.protocol.operator.v1.ListMCPServersRequest;
import dev.inlay.protocol.operator.v1.ListSubscriptionsRequest;
import dev.inlay.protocol.operator.v1.OperatorGrpc;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's API before a mock of Kubernetes. The caller is {@code app} of namespace {@code lab} unless said. */
@EnableKubernetesMockClient(crud = true, https = false)
@SuppressWarnings("NullAway.Init")
class OperatorApiTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    KubernetesClient client;

    private final Readiness readiness = new Readiness(TimeSource.system());
    private volatile @Nullable SpiffeId caller = new SpiffeId("public", "lab", "app");
    private Resources resources;
    private OperatorService service;
    private Server server;
    private ManagedChannel channel;

    /** Collects what a stream says. */
    private static final class Collected<T> implements StreamObserver<T> {
        final List<T> events = new CopyOnWriteArrayList<>();
        volatile @Nullable Throwable error;

        @Override
        public void onNext(T event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            error = failure;
        }

        @Override
        public void onCompleted() {}
    }

    @BeforeEach
    void start() throws IOException {
        resources = new Resources(client, "", Duration.ZERO, readiness, TimeSource.system());
        service = new OperatorService(
                resources,
                new SecretValues((namespace, name) ->
                        client.secrets().inNamespace(namespace).withName(name).get()),
                new PodConfigurations(
                        namespace -> client.pods().inNamespace(namespace).list().getItems()));
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                        SpiffeId now = caller;
                        return now == null
                                ? next.startCall(call, headers)
                                : Contexts.interceptCall(
                                        Context.current().withValue(Callers.CALLER, now), call, headers, next);
                    }
                })
                .addService(service)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        readiness.start();
        resources.start();
        await().until(readiness::isReady);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        resources.stop();
        readiness.stop();
    }

    @Test
    void whoeverProvesNoIdentityIsRefused() {
        caller = null;

        assertRefused("lab", "failed to determine identity");
    }

    @Test
    void aCallerSeesItsOwnNamespaceOnly() {
        assertRefused("other", "identity does not match requested namespace exp=other got=lab");
        assertRefused("", "identity does not match requested namespace exp= got=lab");
        assertThatThrownBy(() -> blocking().listSubscriptions(Empty.getDefaultInstance()))
                .hasMessageContaining("identity does not match requested namespace exp= got=lab");
    }

    @Test
    void componentsInScopeAreListed() {
        create(ResourceKind.COMPONENT, component("for-all", "lab"));
        create(ResourceKind.COMPONENT, component("for-app", "lab", "app"));
        create(ResourceKind.COMPONENT, component("for-other", "lab", "other"));
        create(ResourceKind.COMPONENT, component("elsewhere", "other"));

        await().untilAsserted(() -> assertThat(listed()).containsExactlyInAnyOrder("for-all", "for-app"));
    }

    @Test
    void subscriptionsAreListedWhateverTheirScope() {
        GenericKubernetesResource subscription = resource(ResourceKind.SUBSCRIPTION, "s", "lab", Map.of("topic", "t"));
        subscription.setAdditionalProperty("scopes", List.of("other"));
        create(ResourceKind.SUBSCRIPTION, subscription);

        await().untilAsserted(() -> assertThat(blocking()
                        .listSubscriptionsV2(ListSubscriptionsRequest.newBuilder()
                                .setNamespace("lab")
                                .build())
                        .getSubscriptionsList())
                .singleElement()
                .extracting(OperatorApiTests::json)
                .extracting(json ->
                        json.get("apiVersion").asText() + json.at("/spec/topic").asText())
                .isEqualTo("dapr.io/v2alpha1t"));
    }

    @Test
    void aConfigurationIsGottenByName() {
        create(ResourceKind.CONFIGURATION, resource(ResourceKind.CONFIGURATION, "appconfig", "lab", Map.of("a", "b")));

        await().untilAsserted(() -> assertThat(
                        json(configuration("appconfig")).at("/spec/a").asText())
                .isEqualTo("b"));
        assertThatThrownBy(() -> configuration("missing"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("UNKNOWN: error getting configuration lab/missing: configurations.dapr.io \"missing\" not"
                        + " found");
    }

    @Test
    void aKindThatTheClusterLacksIsAnEmptyList() {
        assertThat(blocking()
                        .listMCPServers(ListMCPServersRequest.newBuilder()
                                .setNamespace("lab")
                                .build())
                        .getMcpServersList())
                .isEmpty();
    }

    @Test
    void aSecretThatIsMissingFailsTheList() {
        GenericKubernetesResource component = component("c", "lab");
        component.setAdditionalProperty(
                "spec",
                Map.of("metadata", List.of(Map.of("name", "p", "secretKeyRef", Map.of("name", "no", "key", "k")))));
        create(ResourceKind.COMPONENT, component);

        await().untilAsserted(() -> assertThatThrownBy(this::listed)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("secrets \"no\" not found"));
    }

    @Test
    void changesAreStreamedButNotWhatWasThereBefore() {
        create(ResourceKind.COMPONENT, component("before", "lab"));
        await().until(() -> listed().contains("before"));
        Collected<ComponentUpdateEvent> stream = componentUpdates();

        create(ResourceKind.COMPONENT, component("c", "lab"));
        update(component("c", "lab", "app"));
        update(component("c", "lab", "other"));
        update(component("c", "lab", "other", "app"));
        client.genericKubernetesResources(ResourceKind.COMPONENT.context())
                .inNamespace("lab")
                .withName("c")
                .delete();
        create(ResourceKind.COMPONENT, component("of-other", "lab", "other"));
        create(ResourceKind.COMPONENT, component("last", "lab"));

        await().untilAsserted(() -> assertThat(stream.events)
                .extracting(event -> event.getType() + " "
                        + json(event.getComponent()).at("/metadata/name").asText())
                .containsExactly("CREATED c", "UPDATED c", "DELETED c", "CREATED c", "DELETED c", "CREATED last"));
    }

    @Test
    void onlyTheConfigurationOfTheCallersPodIsStreamed() {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("app-1")
                        .withNamespace("lab")
                        .addToAnnotations("dapr.io/enabled", "true")
                        .addToAnnotations("dapr.io/app-id", "app")
                        .addToAnnotations("dapr.io/config", "mine")
                        .endMetadata()
                        .build())
                .create();
        Collected<ConfigurationUpdateEvent> stream = new Collected<>();
        OperatorGrpc.newStub(channel)
                .configurationUpdate(
                        ConfigurationUpdateRequest.newBuilder()
                                .setNamespace("lab")
                                .build(),
                        stream);
        await().until(() -> resources.listeners(ResourceKind.CONFIGURATION) == 1);

        create(ResourceKind.CONFIGURATION, resource(ResourceKind.CONFIGURATION, "others", "lab", Map.of()));
        create(ResourceKind.CONFIGURATION, resource(ResourceKind.CONFIGURATION, "mine", "lab", Map.of()));

        await().untilAsserted(() -> assertThat(stream.events)
                .extracting(event ->
                        json(event.getConfiguration()).at("/metadata/name").asText())
                .containsExactly("mine"));
    }

    @Test
    void streamsEndWithTheOperator() {
        Collected<ComponentUpdateEvent> stream = componentUpdates();

        service.shutDown();

        await().until(() -> stream.error != null);
        assertThat(Status.fromThrowable(stream.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(stream.error).hasMessageContaining("operator is shutting down");
        assertThatThrownBy(this::listed).hasMessageContaining("operator is shutting down");
    }

    @Test
    void aStreamThatIsGoneIsForgotten() {
        Context.CancellableContext call = Context.current().withCancellation();
        call.run(this::componentUpdates);

        call.cancel(null);

        await().until(() -> resources.listeners(ResourceKind.COMPONENT) == 0);
    }

    private Collected<ComponentUpdateEvent> componentUpdates() {
        Collected<ComponentUpdateEvent> stream = new Collected<>();
        OperatorGrpc.newStub(channel)
                .componentUpdate(
                        ComponentUpdateRequest.newBuilder().setNamespace("lab").build(), stream);
        await().until(() -> resources.listeners(ResourceKind.COMPONENT) == 1);
        return stream;
    }

    private void assertRefused(String namespace, String text) {
        assertThatThrownBy(() -> blocking()
                        .listComponents(ListComponentsRequest.newBuilder()
                                .setNamespace(namespace)
                                .build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("PERMISSION_DENIED: " + text);
    }

    private List<String> listed() {
        return blocking()
                .listComponents(
                        ListComponentsRequest.newBuilder().setNamespace("lab").build())
                .getComponentsList()
                .stream()
                .map(component -> json(component).at("/metadata/name").asText())
                .toList();
    }

    private ByteString configuration(String name) {
        return blocking()
                .getConfiguration(GetConfigurationRequest.newBuilder()
                        .setNamespace("lab")
                        .setName(name)
                        .build())
                .getConfiguration();
    }

    private OperatorGrpc.OperatorBlockingStub blocking() {
        return OperatorGrpc.newBlockingStub(channel);
    }

    private void create(ResourceKind kind, GenericKubernetesResource resource) {
        client.genericKubernetesResources(kind.context()).resource(resource).create();
    }

    private void update(GenericKubernetesResource component) {
        client.genericKubernetesResources(ResourceKind.COMPONENT.context())
                .resource(component)
                .update();
    }

    private static GenericKubernetesResource component(String name, String namespace, String... scopes) {
        GenericKubernetesResource component = resource(
                ResourceKind.COMPONENT, name, namespace, Map.of("type", "state.in-memory", "metadata", List.of()));
        if (scopes.length > 0) {
            component.setAdditionalProperty("scopes", List.of(scopes));
        }
        return component;
    }

    private static GenericKubernetesResource resource(
            ResourceKind kind, String name, String namespace, Map<String, Object> spec) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("dapr.io/" + kind.version())
                .withKind(kind.context().getKind())
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build();
        resource.setAdditionalProperty("spec", spec);
        return resource;
    }

    private static JsonNode json(ByteString bytes) {
        try {
            return JSON.readTree(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
