package dev.inlay.api.grpc;

import io.grpc.ServerCallHandler;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Methods that take one message and answer with one, or with an error. A call that is cancelled cancels its work. */
record UnaryHandlers(GrpcErrors errors) {

    /** The handler of a method; an empty answer is answered with this one. */
    <Q, A> ServerCallHandler<Q, A> of(Function<Q, Mono<A>> method, A ifEmpty) {
        return of(request -> method.apply(request).defaultIfEmpty(ifEmpty));
    }

    /** The handler of a method that always answers. */
    <Q, A> ServerCallHandler<Q, A> of(Function<Q, Mono<A>> method) {
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            ServerCallStreamObserver<A> caller = (ServerCallStreamObserver<A>) observer;
            Disposable.Swap work = Disposables.swap();
            caller.setOnCancelHandler(work::dispose);
            work.update(Mono.defer(() -> method.apply(request))
                    .contextWrite(CallTracing.operators())
                    .subscribe(
                            answer -> {
                                caller.onNext(answer);
                                caller.onCompleted();
                            },
                            error -> caller.onError(errors.of(error))));
        });
    }
}
