package dev.inlay.testkit.controlplane;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import dev.inlay.protocol.operator.v1.ComponentUpdateEvent;
import dev.inlay.protocol.operator.v1.ComponentUpdateRequest;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateEvent;
import dev.inlay.protocol.operator.v1.ConfigurationUpdateRequest;
import dev.inlay.protocol.operator.v1.GetConfigurationRequest;
import dev.inlay.protocol.operator.v1.GetConfigurationResponse;
import dev.inlay.protocol.operator.v1.HTTPEndpointUpdateEvent;
import dev.inlay.protocol.operator.v1.HTTPEndpointUpdateRequest;
import dev.inlay.protocol.operator.v1.ListComponentResponse;
import dev.inlay.protocol.operator.v1.ListComponentsRequest;
import dev.inlay.protocol.operator.v1.ListHTTPEndpointsRequest;
import dev.inlay.protocol.operator.v1.ListHTTPEndpointsResponse;
import dev.inlay.protocol.operator.v1.ListResiliencyRequest;
import dev.inlay.protocol.operator.v1.ListResiliencyResponse;
import dev.inlay.protocol.operator.v1.ListSubscriptionsRequest;
import dev.inlay.protocol.operator.v1.ListSubscriptionsResponse;
import dev.inlay.protocol.operator.v1.OperatorGrpc;
import dev.inlay.protocol.operator.v1.ResiliencyUpdateEvent;
import dev.inlay.protocol.operator.v1.ResiliencyUpdateRequest;
import dev.inlay.protocol.operator.v1.ResourceEventType;
import dev.inlay.protocol.operator.v1.SubscriptionUpdateEvent;
import dev.inlay.protocol.operator.v1.SubscriptionUpdateRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Hands out what a test has put in. It does not know the newer kinds, as an operator of an older control plane. */
final class FakeOperator extends OperatorGrpc.OperatorImplBase {

    private final Map<String, Map<String, String>> objects = new ConcurrentHashMap<>();
    private final Map<String, List<BiConsumer<String, ResourceEventType>>> watchers = new ConcurrentHashMap<>();

    private Map<String, String> of(String kind) {
        return objects.computeIfAbsent(kind, key -> new ConcurrentSkipListMap<>());
    }

    private List<BiConsumer<String, ResourceEventType>> watchersOf(String kind) {
        return watchers.computeIfAbsent(kind, key -> new CopyOnWriteArrayList<>());
    }

    int watchers(String kind) {
        return watchersOf(kind).size();
    }

    void put(String kind, String name, String json) {
        ResourceEventType type =
                of(kind).put(name, json) == null ? ResourceEventType.CREATED : ResourceEventType.UPDATED;
        watchersOf(kind).forEach(watcher -> watcher.accept(json, type));
    }

    void remove(String kind, String name) {
        String json = of(kind).remove(name);
        if (json != null) {
            watchersOf(kind).forEach(watcher -> watcher.accept(json, ResourceEventType.DELETED));
        }
    }

    /** Nobody watches any more, as after a restart. */
    void forgetWatchers() {
        watchers.clear();
    }

    private List<ByteString> listed(String kind) {
        return of(kind).values().stream().map(ByteString::copyFromUtf8).toList();
    }

    private static <A> void answer(StreamObserver<A> answers, A answer) {
        answers.onNext(answer);
        answers.onCompleted();
    }

    @Override
    public void getConfiguration(GetConfigurationRequest request, StreamObserver<GetConfigurationResponse> answers) {
        String json = of("Configuration").get(request.getName());
        if (json == null) {
            answers.onError(Status.UNKNOWN
                    .withDescription("error getting configuration " + request.getNamespace() + "/" + request.getName()
                            + ": not found")
                    .asException());
            return;
        }
        answer(
                answers,
                GetConfigurationResponse.newBuilder()
                        .setConfiguration(ByteString.copyFromUtf8(json))
                        .build());
    }

    @Override
    public void listComponents(ListComponentsRequest request, StreamObserver<ListComponentResponse> answers) {
        answer(
                answers,
                ListComponentResponse.newBuilder()
                        .addAllComponents(listed("Component"))
                        .build());
    }

    @Override
    public void listResiliency(ListResiliencyRequest request, StreamObserver<ListResiliencyResponse> answers) {
        answer(
                answers,
                ListResiliencyResponse.newBuilder()
                        .addAllResiliencies(listed("Resiliency"))
                        .build());
    }

    @Override
    public void listHTTPEndpoints(ListHTTPEndpointsRequest request, StreamObserver<ListHTTPEndpointsResponse> answers) {
        answer(
                answers,
                ListHTTPEndpointsResponse.newBuilder()
                        .addAllHttpEndpoints(listed("HTTPEndpoint"))
                        .build());
    }

    @Override
    public void listSubscriptionsV2(
            ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsResponse> answers) {
        answer(
                answers,
                ListSubscriptionsResponse.newBuilder()
                        .addAllSubscriptions(listed("Subscription"))
                        .build());
    }

    @Override
    public void listSubscriptions(Empty request, StreamObserver<ListSubscriptionsResponse> answers) {
        answers.onError(Status.PERMISSION_DENIED.asException());
    }

    @Override
    public void componentUpdate(ComponentUpdateRequest request, StreamObserver<ComponentUpdateEvent> answers) {
        watchersOf("Component")
                .add((json, type) -> answers.onNext(ComponentUpdateEvent.newBuilder()
                        .setComponent(ByteString.copyFromUtf8(json))
                        .setType(type)
                        .build()));
    }

    @Override
    public void configurationUpdate(
            ConfigurationUpdateRequest request, StreamObserver<ConfigurationUpdateEvent> answers) {
        watchersOf("Configuration")
                .add((json, type) -> answers.onNext(ConfigurationUpdateEvent.newBuilder()
                        .setConfiguration(ByteString.copyFromUtf8(json))
                        .setType(type)
                        .build()));
    }

    @Override
    public void resiliencyUpdate(ResiliencyUpdateRequest request, StreamObserver<ResiliencyUpdateEvent> answers) {
        watchersOf("Resiliency")
                .add((json, type) -> answers.onNext(ResiliencyUpdateEvent.newBuilder()
                        .setResiliency(ByteString.copyFromUtf8(json))
                        .setType(type)
                        .build()));
    }

    @Override
    public void hTTPEndpointUpdate(HTTPEndpointUpdateRequest request, StreamObserver<HTTPEndpointUpdateEvent> answers) {
        watchersOf("HTTPEndpoint")
                .add((json, type) -> answers.onNext(HTTPEndpointUpdateEvent.newBuilder()
                        .setHttpEndpoints(ByteString.copyFromUtf8(json))
                        .setType(type)
                        .build()));
    }

    @Override
    public void subscriptionUpdate(SubscriptionUpdateRequest request, StreamObserver<SubscriptionUpdateEvent> answers) {
        watchersOf("Subscription")
                .add((json, type) -> answers.onNext(SubscriptionUpdateEvent.newBuilder()
                        .setSubscription(ByteString.copyFromUtf8(json))
                        .setType(type)
                        .build()));
    }
}
