package dev.inlay.sidecar.rehearsal;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.dapr.v1.CommonProtos.InvokeRequest;
import io.dapr.v1.CommonProtos.InvokeResponse;
import io.dapr.v1.CommonProtos.StateItem;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprGrpc.DaprStub;
import io.dapr.v1.DaprInvokeProtos.InvokeServiceRequest;
import io.dapr.v1.DaprMetadataProtos.GetMetadataRequest;
import io.dapr.v1.DaprMetadataProtos.GetMetadataResponse;
import io.dapr.v1.DaprStateProtos.GetStateRequest;
import io.dapr.v1.DaprStateProtos.GetStateResponse;
import io.dapr.v1.DaprStateProtos.SaveStateRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.client.HttpClient;

/** Requests of the kinds that applications make most, to a sidecar under rehearsal. Fails if one is not answered. */
public final class CommonCalls {

    private static final String ITEM = "[{\"key\":\"order\",\"value\":{\"id\":1}}]";
    private static final String SAVE_TWICE = """
            {"operations": [
              {"operation": "upsert", "request": {"key": "order", "value": {"id": 1}}},
              {"operation": "delete", "request": {"key": "order"}}]}
            """;

    private final SocketAddress http;
    private final SocketAddress grpc;
    private final SocketAddress metrics;
    private final List<String> stores;
    private final String callee;

    /** @param callee the application to call */
    public CommonCalls(
            SocketAddress http, SocketAddress grpc, SocketAddress metrics, List<String> stores, String callee) {
        this.http = http;
        this.grpc = grpc;
        this.metrics = metrics;
        this.stores = stores;
        this.callee = callee;
    }

    /** One of each, one after the other. */
    public Mono<Void> make() {
        return Flux.fromIterable(stores)
                .concatMap(this::httpState)
                .then(request(http, HttpMethod.POST, "/v1.0/invoke/" + callee + "/method/orders", "{\"id\":1}"))
                .then(request(http, HttpMethod.GET, "/v1.0/healthz/outbound", ""))
                .then(request(http, HttpMethod.GET, "/v1.0/healthz", ""))
                .then(request(http, HttpMethod.GET, "/v1.0/metadata", ""))
                .then(Mono.defer(this::grpcCalls))
                .then(request(metrics, HttpMethod.GET, "/", ""))
                .then();
    }

    private Mono<Void> httpState(String store) {
        String path = "/v1.0/state/" + store;
        return request(http, HttpMethod.POST, path, ITEM)
                .then(request(http, HttpMethod.GET, path + "/order", ""))
                .then(request(http, HttpMethod.POST, path + "/bulk", "{\"keys\":[\"order\"]}"))
                .then(request(http, HttpMethod.POST, path + "/transaction", SAVE_TWICE))
                .then(request(http, HttpMethod.DELETE, path + "/order", ""))
                .then();
    }

    private static Mono<Integer> request(SocketAddress server, HttpMethod verb, String path, String body) {
        return HttpClient.newConnection()
                .remoteAddress(() -> server)
                .headers(headers -> headers.set("content-type", "application/json"))
                .request(verb)
                .uri(path)
                .send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)))
                .responseSingle((response, answer) -> answer.asString()
                        .defaultIfEmpty("")
                        .flatMap(text -> response.status().code() < 300
                                ? Mono.just(response.status().code())
                                : Mono.error(new IllegalStateException(
                                        verb + " " + path + " was answered " + response.status() + ": " + text))));
    }

    private Mono<Void> grpcCalls() {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(grpc).usePlaintext().build();
        DaprStub stub = DaprGrpc.newStub(channel);
        InvokeServiceRequest invoke = InvokeServiceRequest.newBuilder()
                .setId(callee)
                .setMessage(InvokeRequest.newBuilder()
                        .setMethod("orders")
                        .setHttpExtension(HTTPExtension.newBuilder().setVerb(HTTPExtension.Verb.GET)))
                .build();
        return Flux.fromIterable(stores)
                .concatMap(store -> grpcState(stub, store))
                .then(CommonCalls.<InvokeResponse>call(answer -> stub.invokeService(invoke, answer)))
                .then(CommonCalls.<GetMetadataResponse>call(
                        answer -> stub.getMetadata(GetMetadataRequest.getDefaultInstance(), answer)))
                .then()
                .doFinally(signal -> channel.shutdownNow());
    }

    private static Mono<GetStateResponse> grpcState(DaprStub stub, String store) {
        SaveStateRequest save = SaveStateRequest.newBuilder()
                .setStoreName(store)
                .addStates(StateItem.newBuilder().setKey("order").setValue(ByteString.copyFromUtf8("{}")))
                .build();
        GetStateRequest get =
                GetStateRequest.newBuilder().setStoreName(store).setKey("order").build();
        return CommonCalls.<Empty>call(answer -> stub.saveState(save, answer))
                .then(call(answer -> stub.getState(get, answer)));
    }

    private static <T> Mono<T> call(Consumer<StreamObserver<T>> call) {
        return Mono.create(sink -> call.accept(new IntoSink<>(sink)));
    }

    private record IntoSink<T>(MonoSink<T> sink) implements StreamObserver<T> {

        @Override
        public void onNext(T answer) {
            sink.success(answer);
        }

        @Override
        public void onError(Throwable error) {
            sink.error(error);
        }

        @Override
        public void onCompleted() {
            sink.success();
        }
    }
}
