package dev.inlay.controlplane.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * The changes that one application is told of. Ten wait for an application that is slow; with more its stream ends, and
 * when it connects again it reads everything anew, so that it loses nothing and holds up nobody. Thread-safe.
 */
final class ResourceStream implements Resources.Listener {

    private static final int WAITING = 10;

    private final String namespace;
    private final String appId;
    private final Predicate<GenericKubernetesResource> wanted;
    private final Sinks.Many<ResourceChange> sink =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(WAITING));

    /**
     * Changes in a namespace.
     *
     * @param wanted which resources, beside those in the application's scope
     */
    ResourceStream(String namespace, String appId, Predicate<GenericKubernetesResource> wanted) {
        this.namespace = namespace;
        this.appId = appId;
        this.wanted = wanted;
    }

    /** Too many changes wait. */
    static final class TooSlowException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooSlowException() {
            super("more than " + WAITING
                    + " changes wait to be read (expected: a reader that keeps up; connect again)");
        }
    }

    /**
     * Changes from the subscription on.
     *
     * @param message makes what is sent of a change, on a thread that may block
     */
    <T> Flux<T> of(Resources resources, ResourceKind kind, BiFunction<ResourceKind, ResourceChange, T> message) {
        return Flux.defer(() -> {
            Disposable listening = resources.listen(kind, this);
            return sink.asFlux()
                    // One at a time: what is not asked for stays in the buffer above.
                    .publishOn(Schedulers.boundedElastic(), 1)
                    .map(change -> message.apply(kind, change))
                    .doFinally(end -> listening.dispose());
        });
    }

    @Override
    public void created(GenericKubernetesResource resource) {
        if (isWanted(resource)) {
            emit(ResourceChange.creation(resource, appId));
        }
    }

    @Override
    public void updated(GenericKubernetesResource before, GenericKubernetesResource after) {
        if (isWanted(after)) {
            emit(ResourceChange.update(before, after, appId));
        }
    }

    @Override
    public void deleted(GenericKubernetesResource resource) {
        if (isWanted(resource)) {
            emit(ResourceChange.deletion(resource, appId));
        }
    }

    private boolean isWanted(GenericKubernetesResource resource) {
        return namespace.equals(resource.getMetadata().getNamespace()) && wanted.test(resource);
    }

    private synchronized void emit(@Nullable ResourceChange change) {
        if (change != null && sink.tryEmitNext(change) == Sinks.EmitResult.FAIL_OVERFLOW) {
            sink.tryEmitError(new TooSlowException());
        }
    }
}
