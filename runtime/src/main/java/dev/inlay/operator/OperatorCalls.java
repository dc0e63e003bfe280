package dev.inlay.operator;

import dev.inlay.protocol.operator.v1.GetConfigurationRequest;
import dev.inlay.protocol.operator.v1.GetConfigurationResponse;
import dev.inlay.protocol.operator.v1.OperatorGrpc;
import dev.inlay.time.TimeSource;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * Calls of the operator's gRPC API. Failures are gRPC's. Thread-safe; nothing blocks.
 *
 * <p>A call that is not answered in time takes its connection with it: the other side may be gone without a word, and only
 * a new connection shows that.
 */
final class OperatorCalls {

    /** Dapr's limit of one call. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final Supplier<ManagedChannel> connect;
    private final String namespace;
    private final TimeSource time;
    private final AtomicReference<@Nullable ManagedChannel> channel = new AtomicReference<>();

    /**
     * Calls that are made as an application of this namespace.
     *
     * @param connect makes a connection, which need not stand yet
     */
    OperatorCalls(Supplier<ManagedChannel> connect, String namespace, TimeSource time) {
        this.connect = connect;
        this.namespace = namespace;
        this.time = time;
    }

    /** The objects of a kind; an operator that is too old for it has none. */
    Mono<List<byte[]>> list(ResourceKind kind) {
        ResourceKind.Listing<?, ?> listing = kind.listing();
        return listing == null ? Mono.just(List.of()) : list(listing);
    }

    private <Q, A> Mono<List<byte[]>> list(ResourceKind.Listing<Q, A> listing) {
        return unary(listing.method(), listing.request().apply(namespace))
                .map(answer -> listing.objects().apply(answer).stream()
                        .map(object -> object.toByteArray())
                        .toList())
                .onErrorResume(OperatorCalls::isUnknownMethod, tooOld -> Mono.just(List.of()));
    }

    /** A Configuration. */
    Mono<byte[]> configuration(String name) {
        GetConfigurationRequest request = GetConfigurationRequest.newBuilder()
                .setName(name)
                .setNamespace(namespace)
                .build();
        return unary(OperatorGrpc.getGetConfigurationMethod(), request)
                .map(GetConfigurationResponse::getConfiguration)
                .map(configuration -> configuration.toByteArray());
    }

    /** What becomes of the objects of a kind from now on. Fails when the connection is lost; never ends by itself. */
    Flux<ResourceEvent> updates(ResourceKind kind) {
        return updates(kind.updates());
    }

    private <Q, A> Flux<ResourceEvent> updates(ResourceKind.Updates<Q, A> updates) {
        return Flux.<A>create(sink -> {
                    ClientCall<Q, A> call = channel().newCall(updates.method(), CallOptions.DEFAULT);
                    sink.onCancel(() -> call.cancel("the changes are no longer followed", null));
                    ClientCalls.asyncServerStreamingCall(call, updates.request().apply(namespace), new Answers<>(sink));
                })
                .map(updates::event)
                .concatWith(Mono.error(StreamEnded::new))
                .onErrorResume(OperatorCalls::isUnknownMethod, tooOld -> Flux.never());
    }

    private <Q, A> Mono<A> unary(MethodDescriptor<Q, A> method, Q request) {
        return Flux.<A>create(sink -> {
                    ClientCall<Q, A> call = channel().newCall(method, CallOptions.DEFAULT);
                    sink.onCancel(() -> call.cancel("nobody waits for the answer", null));
                    ClientCalls.asyncUnaryCall(call, request, new Answers<>(sink));
                })
                .next()
                .timeout(LIMIT, time.scheduler())
                .onErrorMap(TimeoutException.class, silent -> {
                    drop();
                    return Status.DEADLINE_EXCEEDED
                            .withDescription("no answer within " + LIMIT.toSeconds() + " s")
                            .asException();
                });
    }

    /** Hands the answers of a call on. */
    private record Answers<A>(FluxSink<A> sink) implements StreamObserver<A> {

        @Override
        public void onNext(A answer) {
            sink.next(answer);
        }

        @Override
        public void onError(Throwable failure) {
            sink.error(failure);
        }

        @Override
        public void onCompleted() {
            sink.complete();
        }
    }

    /** The operator has ended a stream and did not say why. */
    private static final class StreamEnded extends RuntimeException {

        private static final long serialVersionUID = 1;

        StreamEnded() {
            super("the operator has ended the stream");
        }
    }

    /** Whether a stream ended without any failure: then nothing is lost, it only has to be opened again. */
    static boolean isOrderlyEnd(Throwable failure) {
        return failure instanceof StreamEnded;
    }

    static boolean isUnknownMethod(Throwable failure) {
        return Status.fromThrowable(failure).getCode() == Status.Code.UNIMPLEMENTED;
    }

    /** Whether another attempt may succeed without anybody doing anything about it. */
    static boolean mayPass(Throwable failure) {
        return switch (Status.fromThrowable(failure).getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, UNAUTHENTICATED -> true;
            default -> false;
        };
    }

    /** Has the next call try to connect at once, however long nobody was reached. */
    void hurry() {
        ManagedChannel present = channel.get();
        if (present != null) {
            present.resetConnectBackoff();
        }
    }

    private ManagedChannel channel() {
        while (true) {
            ManagedChannel present = channel.get();
            if (present != null) {
                return present;
            }
            ManagedChannel made = connect.get();
            if (channel.compareAndSet(null, made)) {
                return made;
            }
            made.shutdownNow();
        }
    }

    private void drop() {
        ManagedChannel silent = channel.getAndSet(null);
        if (silent != null) {
            silent.shutdownNow();
        }
    }

    /** Cuts everything. */
    void close() {
        drop();
    }
}
