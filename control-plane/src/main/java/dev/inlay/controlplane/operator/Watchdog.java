package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.annotation.PodAnnotations;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks for pods that asked for a sidecar and have none, as when the injector was away, and deletes them, so that their
 * controllers make them anew. Pods that no controller would make anew are left alone.
 */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator.watchdog");

    private static final Duration INJECTOR_RETRY = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String INJECTED = "dapr.io/sidecar-injected";
    private static final String PATCHED = "dapr.io/watchdog-patched";
    private static final String SIDECAR = "daprd";

    private final KubernetesClient client;
    private final Settings settings;
    private final TimeSource time;
    private final Deque<Instant> deletions = new ArrayDeque<>();

    /**
     * How it works.
     *
     * @param interval zero for one look
     * @param namespace empty for all
     * @param deletionsPerMinute more than zero
     * @param label whether pods with a sidecar but without the label are given one
     */
    record Settings(Duration interval, String namespace, int deletionsPerMinute, boolean label) {}

    Watchdog(KubernetesClient client, Settings settings, TimeSource time) {
        this.client = client;
        this.settings = settings;
        this.time = time;
    }

    /** Begins to look; what is returned ends it. */
    Disposable start() {
        LOG.info(
                "Dapr Watchdog is enabled, looking for pods without their sidecar {}",
                settings.interval().isZero() ? "once" : "every " + settings.interval());
        Flux<Long> rounds = settings.interval().isZero()
                ? Flux.just(0L)
                : Flux.interval(Duration.ZERO, settings.interval(), time.scheduler())
                        .onBackpressureDrop();
        return rounds.concatMap(round -> injectorIsThere().then(look()), 1).subscribe();
    }

    /** Without the injector a pod that is made anew would have no sidecar again. */
    private Mono<Void> injectorIsThere() {
        return Mono.fromCallable(this::hasInjector)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorReturn(false)
                .filter(there -> there)
                .repeatWhenEmpty(Integer.MAX_VALUE, rounds -> rounds.delayElements(INJECTOR_RETRY, time.scheduler()))
                .then();
    }

    private boolean hasInjector() {
        return client
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel("app", "dapr-sidecar-injector")
                .list()
                .getItems()
                .stream()
                .anyMatch(Watchdog::isReady);
    }

    private static boolean isReady(Deployment deployment) {
        return deployment.getStatus() != null
                && deployment.getStatus().getReadyReplicas() != null
                && deployment.getStatus().getReadyReplicas() > 0;
    }

    private Mono<Void> look() {
        return Mono.fromCallable(this::candidates)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::handle)
                .onErrorResume(error -> {
                    LOG.error("Pods cannot be looked at for now: {}", error.getMessage());
                    return Mono.empty();
                })
                .then();
    }

    private List<Pod> candidates() {
        String selector = "!" + INJECTED + ",!" + PATCHED;
        var pods = settings.namespace().isEmpty()
                ? client.pods().inAnyNamespace().withLabelSelector(selector).list()
                : client.pods()
                        .inNamespace(settings.namespace())
                        .withLabelSelector(selector)
                        .list();
        return pods.getItems().stream().filter(Watchdog::asksForSidecar).toList();
    }

    private static boolean asksForSidecar(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && new PodAnnotations(pod.getMetadata().getAnnotations(), warning -> {}).asksForInjection();
    }

    private Mono<Void> handle(Pod pod) {
        String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        if (hasSidecar(pod)) {
            return settings.label() ? blocking(() -> label(pod)) : Mono.empty();
        }
        if (!isControlled(pod)) {
            LOG.warn("Pod {} has no sidecar and is left alone: no controller would make it anew", name);
            return Mono.empty();
        }
        return Mono.delay(untilAllowed(), time.scheduler()).then(blocking(() -> {
            LOG.warn("Pod {} has no sidecar and is deleted, so that it is made anew with one", name);
            client.resource(pod).delete();
        }));
    }

    private static Mono<Void> blocking(Runnable call) {
        return Mono.<Void>fromRunnable(call)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorResume(error -> {
                    LOG.error("Failed: {}", error.getMessage());
                    return Mono.empty();
                });
    }

    private void label(Pod pod) {
        client.resource(pod).edit(present -> new PodBuilder(present)
                .editMetadata()
                .addToLabels(PATCHED, "true")
                .endMetadata()
                .build());
    }

    private static boolean hasSidecar(Pod pod) {
        Stream<Container> containers =
                Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream());
        return containers.anyMatch(container -> SIDECAR.equals(container.getName()));
    }

    private static boolean isControlled(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()));
    }

    /** How long to wait so that no more pods are deleted in a minute than allowed. */
    private synchronized Duration untilAllowed() {
        Instant now = time.now();
        while (!deletions.isEmpty() && !deletions.peekFirst().plus(MINUTE).isAfter(now)) {
            deletions.removeFirst();
        }
        Instant next = deletions.size() < settings.deletionsPerMinute()
                ? now
                : deletions.removeFirst().plus(MINUTE);
        deletions.addLast(next);
        return Duration.between(now, next);
    }
}
