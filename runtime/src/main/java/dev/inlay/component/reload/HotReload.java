package dev.inlay.component.reload;

import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Manifests;
import dev.inlay.component.UnsoundComponents;
import dev.inlay.error.Reason;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Compares the manifests with those that are in force, whenever something may have changed and from time to time, and
 * brings the difference in: components and what else {@link ReloadTarget} takes over at once, other kinds through
 * {@link ReloadListener}.
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

    private static final String COMPONENT = "Component";
    private static final Set<String> NEED_RESTART = Set.of("Configuration", "HTTPEndpoint", "Resiliency");

    private final ManifestSource source;
    private final ReloadTarget target;
    private final ComponentRegistry registry;
    private final ReloadListener listener;
    private final Duration period;
    private final TimeSource time;
    private final Disposable.Swap work = Disposables.swap();
    private Manifests inForce;
    private @Nullable String toldFaults;

    /**
     * @param inForce the manifests that the runtime has been made with
     * @param registry its components
     * @param period from one full comparison to the next
     */
    public HotReload(
            ManifestSource source,
            ReloadTarget target,
            Manifests inForce,
            ComponentRegistry registry,
            ReloadListener listener,
            Duration period,
            TimeSource time) {
        this.source = source;
        this.target = target;
        this.inForce = inForce;
        this.registry = registry;
        this.listener = listener;
        this.period = period;
        this.time = time;
    }

    /** Begins to watch and compares at once, because manifests may have changed since they were read. To be called once. */
    public void start() {
        LOG.info(source.describe());
        Flux<Mono<Manifests>> regular =
                Flux.interval(Duration.ZERO, period, time.scheduler()).map(tick -> source.read());
        work.update(Flux.merge(source.changes(), regular)
                .onBackpressureLatest()
                .concatMap(this::compare, 0)
                .subscribe());
    }

    /** Stops. A comparison under way may come to its end. */
    public void stop() {
        work.dispose();
    }

    /** Never fails. */
    private Mono<Void> compare(Mono<Manifests> reading) {
        return reading.publishOn(Schedulers.boundedElastic())
                .flatMap(present -> {
                    List<ResourceChange> changes = ResourceChange.between(inForce.all(), present.all());
                    return changes.isEmpty() ? unchanged() : bringIn(present, changes);
                })
                .onErrorResume(this::keep);
    }

    private Mono<Void> unchanged() {
        toldFaults = null;
        return Mono.empty();
    }

    private Mono<Void> bringIn(Manifests present, List<ResourceChange> changes) {
        Checked checked = checked(present);
        List<ResourceChange> restarts = new ArrayList<>(changes);
        restarts.removeIf(change -> !NEED_RESTART.contains(change.kind()) || target.takesOver(change.kind()));
        boolean reloads = changes.stream().anyMatch(change -> change.kind().equals(COMPONENT));
        return (reloads ? registry.reload(checked.candidate.components(), this::failed) : Mono.<Void>empty())
                .then(Mono.fromRunnable(() -> {
                    takeOver(checked.candidate, changes);
                    inForce = present;
                    toldFaults = null;
                    tell(checked.unsound, changes);
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

    private void takeOver(ReloadTarget.Candidate candidate, List<ResourceChange> changes) {
        List<ResourceChange> taken = changes.stream()
                .filter(change -> target.takesOver(change.kind()))
                .toList();
        if (!taken.isEmpty()) {
            candidate.takeOver();
            taken.forEach(change -> LOG.info(
                    "{} '{}' was {}; that holds from now on",
                    change.kind(),
                    change.name(),
                    change.type().name().toLowerCase(Locale.ROOT)));
        }
    }

    /** @param unsound what is wrong with components that are left out; null if nothing is */
    private record Checked(
            ReloadTarget.Candidate candidate, @Nullable UnsoundComponents unsound) {}

    private Checked checked(Manifests present) {
        try {
            return new Checked(target.check(present), null);
        } catch (InvalidManifestException wrong) {
            if (!source.isOfIndependentObjects()) {
                throw wrong;
            }
            UnsoundComponents unsound = UnsoundComponents.of(present, wrong);
            return new Checked(target.check(unsound.sound()), unsound);
        }
    }

    /** Each change is told once, so what was wrong before is not told again. */
    private void tell(@Nullable UnsoundComponents unsound, List<ResourceChange> changes) {
        if (unsound == null) {
            return;
        }
        List<String> changed = changes.stream()
                .filter(change -> change.kind().equals(COMPONENT))
                .map(ResourceChange::name)
                .toList();
        unsound.tellIgnored(changed);
        unsound.failures().forEach((name, failure) -> {
            if (changed.contains(name)) {
                failed(failure);
            }
        });
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
