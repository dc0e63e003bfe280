package dev.inlay.benchmarks;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.dapr.v1.CommonProtos.InvokeRequest;
import io.dapr.v1.CommonProtos.InvokeResponse;
import io.dapr.v1.CommonProtos.StateItem;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprGrpc.DaprStub;
import io.dapr.v1.DaprInvokeProtos.InvokeServiceRequest;
import io.dapr.v1.DaprStateProtos.GetStateRequest;
import io.dapr.v1.DaprStateProtos.GetStateResponse;
import io.dapr.v1.DaprStateProtos.SaveStateRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Calls of Dapr's gRPC API over one connection. */
final class GrpcCalls implements AutoCloseable {

    private final ManagedChannel channel;
    private final DaprStub stub;

    GrpcCalls(int port) {
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        this.stub = DaprGrpc.newStub(channel);
    }

    Mono<GetStateResponse> get(String store, String key) {
        GetStateRequest request =
                GetStateRequest.newBuilder().setStoreName(store).setKey(key).build();
        return call(observer -> stub.getState(request, observer));
    }

    Mono<Empty> save(String store, String key, byte[] value) {
        SaveStateRequest request = SaveStateRequest.newBuilder()
                .setStoreName(store)
                .addStates(StateItem.newBuilder().setKey(key).setValue(ByteString.copyFrom(value)))
                .build();
        return call(observer -> stub.saveState(request, observer));
    }

    Mono<InvokeResponse> post(String appId, String path, byte[] body) {
        InvokeServiceRequest request = InvokeServiceRequest.newBuilder()
                .setId(appId)
                .setMessage(InvokeRequest.newBuilder()
                        .setMethod(path)
                        .setContentType("application/json")
                        .setData(Any.newBuilder().setValue(ByteString.copyFrom(body)))
                        .setHttpExtension(HTTPExtension.newBuilder().setVerb(HTTPExtension.Verb.POST)))
                .build();
        return call(observer -> stub.invokeService(request, observer));
    }

    private static <T> Mono<T> call(Consumer<StreamObserver<T>> call) {
        return Mono.create(sink -> call.accept(new IntoSink<>(sink)));
    }

    @Override
    public void close() {
        channel.shutdownNow();
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
