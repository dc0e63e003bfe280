package dev.inlay.component.reload;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Resource;
import dev.inlay.error.Reason;
import dev.inlay.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Compares the manifests with those that are in force, whenever something may have changed and from time to time, and
 * brings the difference in: components at once, other kinds through {@link ReloadListener}.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>One comparison at a time. Changes during it lead to one more.
 *   <li>{@link #inForce} is what the runtime works with. It changes only to resources without any fault; while there are
 *       faults everything stays as it was, and they are logged once, all of them.
 *   <li>A change is told once, also if its component fails afterwards.
 * </ul>
 */
public final class HotReload {

    /** Dapr's period of full comparisons. */
    public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(HotReload.class);

    /** Editors and Kubernetes write in several steps; so long must be quiet before anybody looks. */
    static final Duration QUIET = Duration.ofMillis(200);

    private static final String COMPONENT = "Component";
    private static final Set<String> NEED_RESTART = Set.of("Configuration", "HTTPEndpoint", "Resiliency");

    private final Source source;
    private final ComponentRegistry registry;
    private final ReloadListener listener;
    private final Duration period;
    private final TimeSource time;
    private final Sinks.Many<Boolean> changed = Sinks.many().multicast().directBestEffort();
    private final Disposable.Composite work = Disposables.composite();
    private List<Resource> inForce;
    private @Nullable String toldFaults;

    /**
     * Where resources come from.
     *
     * @param load reads all manifests; may block, and throws {@link InvalidManifestException}
     * @param components checks resources all together and gives the components among them with those that are described
     *     elsewhere; throws {@link InvalidManifestException}
     */
    public record Source(Supplier<List<Resource>> load, Function<List<Resource>, List<ComponentManifest>> components) {}

    /**
     * @param inForce the resources that the runtime has been made with
     * @param registry its components
     * @param period from one full comparison to the next
     */
    public HotReload(
            Source source,
            List<Resource> inForce,
            ComponentRegistry registry,
            ReloadListener listener,
            Duration period,
            TimeSource time) {
        this.source = source;
        this.inForce = inForce;
        this.registry = registry;
        this.listener = listener;
        this.period = period;
        this.time = time;
    }

    /** Begins to watch and compares at once, because manifests may have changed since they were read. To be called once. */
    public void start(List<Path> paths) {
        FolderWatch watch = FolderWatch.open(paths, this::mayHaveChanged);
        work.add(watch::close);
        LOG.info("Watching directories: {}", paths);
        Flux<Boolean> quiet = changed.asFlux()
                .switchMap(change -> Mono.delay(QUIET, time.scheduler()).thenReturn(change));
        Flux<Boolean> regular =
                Flux.interval(Duration.ZERO, period, time.scheduler()).map(tick -> true);
        work.add(Flux.merge(quiet, regular)
                .onBackpressureLatest()
                .concatMap(tick -> compare().doFirst(watch::renew).subscribeOn(Schedulers.boundedElastic()), 0)
                .subscribe());
    }

    /** Stops. A comparison under way may come to its end. */
    public void stop() {
        work.dispose();
    }

    void mayHaveChanged() {
        changed.tryEmitNext(true);
    }

    /** Reads files: not for event loops. Never fails. */
    private Mono<Void> compare() {
        return Mono.defer(() -> {
                    List<Resource> present = source.load().get();
                    List<ResourceChange> changes = ResourceChange.between(inForce, present);
                    return changes.isEmpty() ? unchanged() : bringIn(present, changes);
                })
                .onErrorResume(this::keep);
    }

    private Mono<Void> unchanged() {
        toldFaults = null;
        return Mono.empty();
    }

    private Mono<Void> bringIn(List<Resource> present, List<ResourceChange> changes) {
        List<ComponentManifest> components = source.components().apply(present);
        List<ResourceChange> restarts = new ArrayList<>(changes);
        restarts.removeIf(change -> !NEED_RESTART.contains(change.kind()));
        boolean reloads = changes.stream().anyMatch(change -> change.kind().equals(COMPONENT));
        return (reloads ? registry.reload(components, this::failed) : Mono.<Void>empty()).then(Mono.fromRunnable(() -> {
            inForce = present;
            toldFaults = null;
            if (!restarts.isEmpty()) {
                restarts.forEach(change -> LOG.info(
                        "Received {} {} event: {} - triggering SIGHUP reload",
                        change.kind(),
                        change.type(),
                        change.name()));
                listener.restartNeeded(restarts);
            }
        }));
    }

    private void failed(Throwable failure) {
        LOG.error("a component that was reloaded cannot be used: {}", Reason.of(failure));
        listener.componentFailed(failure);
    }

    private Mono<Void> keep(Throwable error) {
        String reason = Reason.of(error);
        if (!reason.equals(toldFaults)) {
            LOG.error("manifests have changed but are not taken over, all stays as it was: {}", reason);
        }
        toldFaults = reason;
        return Mono.empty();
    }
}
