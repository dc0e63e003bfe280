package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.program.Readiness;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The resources of the cluster, kept up to date by informers, and who is told of changes. Thread-safe. */
final class Resources {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator.informer");

    /** How often is looked whether a kind that was missing is there by now. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    private final Map<ResourceKind, SharedIndexInformer<GenericKubernetesResource>> informers =
            new EnumMap<>(ResourceKind.class);
    private final Map<ResourceKind, Set<Listener>> listeners = new EnumMap<>(ResourceKind.class);
    private final Map<ResourceKind, Readiness.Target> targets = new EnumMap<>(ResourceKind.class);
    private final Disposable.Composite waiting = Disposables.composite();
    private final KubernetesClient client;
    private final String watchedNamespace;
    private final Duration resync;
    private final TimeSource time;

    /** Is told of every change of a kind. Called in the order of changes, on a thread of the informer; must not block. */
    interface Listener {
        void created(GenericKubernetesResource resource);

        void updated(GenericKubernetesResource before, GenericKubernetesResource after);

        void deleted(GenericKubernetesResource resource);
    }

    /**
     * Nothing is read yet.
     *
     * @param watchedNamespace empty for all
     * @param resync how often everything is looked at anew; zero for never
     */
    Resources(KubernetesClient client, String watchedNamespace, Duration resync, Readiness readiness, TimeSource time) {
        this.client = client;
        this.watchedNamespace = watchedNamespace;
        this.resync = resync;
        this.time = time;
        for (ResourceKind kind : ResourceKind.values()) {
            listeners.put(kind, ConcurrentHashMap.newKeySet());
            if (!kind.isOptional()) {
                targets.put(kind, readiness.target("the list of " + kind.plural() + ".dapr.io"));
            }
        }
    }

    /** Begins to read; readiness knows when all is there. */
    void start() {
        for (ResourceKind kind : ResourceKind.values()) {
            if (kind.isOptional()) {
                startWhenServed(kind);
            } else {
                start(kind);
            }
        }
    }

    private void startWhenServed(ResourceKind kind) {
        waiting.add(Mono.fromCallable(() -> isServed(kind))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorReturn(false)
                .filter(served -> served)
                .repeatWhenEmpty(Integer.MAX_VALUE, rounds -> rounds.delayElements(LOOK_AGAIN, time.scheduler()))
                .subscribe(served -> start(kind)));
    }

    private boolean isServed(ResourceKind kind) {
        try {
            client.genericKubernetesResources(kind.context()).inAnyNamespace().list();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warn("{} cannot be listed for now: {}", kind.plural(), e.getMessage());
            }
            return false;
        }
    }

    private void start(ResourceKind kind) {
        SharedIndexInformer<GenericKubernetesResource> informer = informer(kind);
        synchronized (informers) {
            informers.put(kind, informer);
        }
        Readiness.Target target = targets.get(kind);
        informer.addEventHandler(new Dispatch(Objects.requireNonNull(listeners.get(kind))));
        informer.exceptionHandler((started, error) -> {
            LOG.warn("{} cannot be watched for now: {}", kind.plural(), error.getMessage());
            if (target != null && !started) {
                target.awaited(String.valueOf(error.getMessage()));
            }
            return true;
        });
        informer.start().whenComplete((done, error) -> {
            if (error == null && target != null) {
                target.ready();
            }
        });
    }

    private SharedIndexInformer<GenericKubernetesResource> informer(ResourceKind kind) {
        var all = client.genericKubernetesResources(kind.context());
        return watchedNamespace.isEmpty()
                ? all.inAnyNamespace().runnableInformer(resync.toMillis())
                : all.inNamespace(watchedNamespace).runnableInformer(resync.toMillis());
    }

    /** All resources of a kind in a namespace; none if the cluster does not know the kind. */
    List<GenericKubernetesResource> list(ResourceKind kind, String namespace) {
        SharedIndexInformer<GenericKubernetesResource> informer = informerOf(kind);
        return informer == null ? List.of() : informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
    }

    /** One resource; null if there is none. */
    @Nullable GenericKubernetesResource get(ResourceKind kind, String namespace, String name) {
        SharedIndexInformer<GenericKubernetesResource> informer = informerOf(kind);
        return informer == null ? null : informer.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name));
    }

    private @Nullable SharedIndexInformer<GenericKubernetesResource> informerOf(ResourceKind kind) {
        synchronized (informers) {
            return informers.get(kind);
        }
    }

    /** Tells of changes from now on; what is returned ends it. */
    Disposable listen(ResourceKind kind, Listener listener) {
        Set<Listener> all = Objects.requireNonNull(listeners.get(kind));
        all.add(listener);
        return () -> all.remove(listener);
    }

    /** How many are told of changes of a kind. */
    int listeners(ResourceKind kind) {
        return Objects.requireNonNull(listeners.get(kind)).size();
    }

    void stop() {
        waiting.dispose();
        synchronized (informers) {
            informers.values().forEach(SharedIndexInformer::stop);
        }
    }

    private record Dispatch(Set<Listener> listeners) implements ResourceEventHandler<GenericKubernetesResource> {

        @Override
        public void onAdd(GenericKubernetesResource resource) {
            listeners.forEach(listener -> listener.created(resource));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            listeners.forEach(listener -> listener.updated(before, after));
        }

        @Override
        public void onDelete(GenericKubernetesResource resource, boolean finalStateUnknown) {
            listeners.forEach(listener -> listener.deleted(resource));
        }
    }
}
