package dev.inlay.controlplane.operator;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Sends what a flux gives as fast as the other side reads it: the next item is asked for when the connection has room, so
 * that nothing piles up in the transport.
 */
final class SteadySender<T> extends BaseSubscriber<T> {

    private final ServerCallStreamObserver<T> out;
    private final Function<Throwable, Throwable> errors;
    private final AtomicBoolean asked = new AtomicBoolean();

    private SteadySender(ServerCallStreamObserver<T> out, Function<Throwable, Throwable> errors) {
        this.out = out;
        this.errors = errors;
    }

    /**
     * Begins; to be called while the call's method runs.
     *
     * @param errors what the caller is told of a failure
     */
    static <T> void send(Flux<T> items, ServerCallStreamObserver<T> out, Function<Throwable, Throwable> errors) {
        SteadySender<T> sender = new SteadySender<>(out, errors);
        out.setOnReadyHandler(sender::askIfReady);
        out.setOnCancelHandler(sender::cancel);
        items.subscribe(sender);
    }

    private void askIfReady() {
        if (out.isReady() && asked.compareAndSet(false, true)) {
            request(1);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        askIfReady();
    }

    @Override
    protected void hookOnNext(T item) {
        out.onNext(item);
        asked.set(false);
        askIfReady();
    }

    @Override
    protected void hookOnError(Throwable error) {
        out.onError(errors.apply(error));
    }

    @Override
    protected void hookOnComplete() {
        out.onCompleted();
    }
}
