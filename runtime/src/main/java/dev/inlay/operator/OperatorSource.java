package dev.inlay.operator;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.ClusterResources;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Manifests;
import dev.inlay.component.reload.ManifestSource;
import dev.inlay.error.Reason;
import dev.inlay.peer.GoStatus;
import dev.inlay.time.TimeSource;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Manifests of a cluster, by its operator: listed at the start, followed by streams from then on. Once everything has been
 * listed, the loss of the operator stops nothing: what is known stays, and the streams are opened again in the background,
 * ever less often.
 *
 * <p>Thread-safe; nothing blocks.
 */
final class OperatorSource implements ManifestSource {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorSource.class);
    private static final Logger RECONCILER = LoggerFactory.getLogger("dapr.runtime.hotreload.reconciler");

    /** Dapr's limits: so long the first answer may take, so often later calls are tried. */
    static final Duration DIAL_LIMIT = Duration.ofSeconds(30);

    private static final int TRIES = 100;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    /** A stream is registered a moment after it was opened; a list that is asked for then misses nothing. */
    static final Duration REGISTERED = Duration.ofSeconds(1);

    private final String address;
    private final @Nullable String configuration;
    private final OperatorCalls calls;
    private final KnownResources known;
    private final OperatorLink link;
    private volatile String problem = "";
    private final TimeSource time;

    /**
     * @param address where the operator is, for messages
     * @param configuration the name of the application's Configuration; null if it has none
     * @param connect makes connections to it
     */
    OperatorSource(
            String address,
            AppIdentity app,
            @Nullable String configuration,
            Supplier<ManagedChannel> connect,
            TimeSource time) {
        this.address = address;
        this.configuration = configuration;
        this.calls = new OperatorCalls(connect, app.namespace(), time);
        this.known = new KnownResources(new ClusterResources(app), configuration);
        this.link = new OperatorLink(address);
        this.time = time;
    }

    private List<ResourceKind> kinds() {
        List<ResourceKind> kinds = new ArrayList<>();
        if (configuration != null) {
            kinds.add(ResourceKind.CONFIGURATION);
        }
        kinds.addAll(ResourceKind.LISTED);
        return kinds;
    }

    @Override
    public Mono<Manifests> load() {
        return Mono.defer(() -> {
            Manifests present = known.manifests();
            return present == null ? firstLoad() : Mono.just(present);
        });
    }

    /** Why it has not answered so far; empty if nothing is known of that. */
    String problem() {
        return problem;
    }

    private Mono<Manifests> firstLoad() {
        FirstAnswer answer = new FirstAnswer(time.nanoTime());
        return Flux.fromIterable(kinds())
                .concatMap(kind -> patiently(fetch(kind), answer).onErrorResume(error -> failed(kind, error, answer)))
                .then(Mono.fromSupplier(() -> {
                    known.loaded();
                    return Objects.requireNonNull(known.manifests());
                }));
    }

    /** Whether the operator has answered at all, and since when it is asked. */
    private static final class FirstAnswer {

        private final long begun;
        private volatile boolean isThere;

        FirstAnswer(long begun) {
            this.begun = begun;
        }
    }

    /** Tries again what may pass, but not longer than Dapr does. */
    private Mono<Void> patiently(Mono<Void> fetch, FirstAnswer answer) {
        return fetch.doOnSuccess(done -> answer.isThere = true)
                .doOnError(error -> problem = GoStatus.reason(error))
                .retryWhen(backoff(TRIES)
                        .filter(error -> OperatorCalls.mayPass(error)
                                && (answer.isThere || time.since(answer.begun).compareTo(DIAL_LIMIT) < 0))
                        .doBeforeRetry(again -> calls.hurry())
                        .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    private Mono<Void> failed(ResourceKind kind, Throwable error, FirstAnswer answer) {
        if (!answer.isThere && OperatorCalls.mayPass(error)) {
            return Mono.error(new OperatorUnavailableException(
                    "the operator at " + address + " has not answered within " + DIAL_LIMIT.toSeconds() + " s: "
                            + GoStatus.reason(error)
                            + " (expected: dapr-operator of this control plane at this address; see its log)",
                    error));
        }
        String text = error instanceof InvalidManifestException ? Reason.of(error) : GoStatus.text(error);
        if (kind == ResourceKind.CONFIGURATION) {
            return Mono.error(new OperatorUnavailableException("error loading configuration: " + text, error));
        }
        if (kind.isVital()) {
            return Mono.error(new OperatorUnavailableException("failed to load components: " + text, error));
        }
        if (kind == ResourceKind.RESILIENCY) {
            LOG.error("Error listing resiliency policies: {}", text);
        } else {
            LOG.warn("failed to load resources of kind {}: {}", kind.name(), text);
        }
        return Mono.empty();
    }

    /** Takes what the operator says now of a kind. */
    private Mono<Void> fetch(ResourceKind kind) {
        return Mono.defer(() -> {
            long asOf = known.changes(kind);
            return objects(kind)
                    .filter(objects -> !known.replace(kind, objects, asOf))
                    .flatMap(overtaken -> fetch(kind));
        });
    }

    private Mono<List<byte[]>> objects(ResourceKind kind) {
        return kind == ResourceKind.CONFIGURATION && configuration != null
                ? calls.configuration(configuration).map(List::of)
                : calls.list(kind);
    }

    /** Asks for everything anew. What cannot be had stays as it is known. */
    @Override
    public Mono<Manifests> read() {
        return Flux.fromIterable(kinds())
                .concatMap(kind -> fetch(kind).onErrorResume(error -> {
                    LOG.debug("resources of kind {} were not compared: {}", kind.name(), GoStatus.reason(error));
                    return Mono.empty();
                }))
                .then(Mono.defer(() -> Mono.justOrEmpty(known.manifests())));
    }

    @Override
    public Flux<Mono<Manifests>> changes() {
        // Configurations are followed by who has none, too: an operator may count on the streams of all kinds.
        List<ResourceKind> all = new ArrayList<>(ResourceKind.LISTED);
        all.add(ResourceKind.CONFIGURATION);
        return Flux.merge(Flux.fromIterable(all).map(this::follow), all.size())
                .map(changed -> Mono.defer(() -> Mono.justOrEmpty(known.manifests())));
    }

    /** Emits when something is told of a kind, for ever. */
    private Flux<Boolean> follow(ResourceKind kind) {
        RECONCILER.info("Starting to watch {} updates{}", kind.name(), kind.needsRestart() ? " for SIGHUP reload" : "");
        AtomicBoolean isFirst = new AtomicBoolean(true);
        return Flux.defer(() -> {
                    boolean catchesUp = !isFirst.getAndSet(false);
                    return session(kind, catchesUp);
                })
                .doOnError(error -> {
                    if (!OperatorCalls.isOrderlyEnd(error)) {
                        link.lost(kind, error);
                    }
                })
                .retryWhen(backoff(Long.MAX_VALUE).transientErrors(true).doBeforeRetry(again -> calls.hurry()));
    }

    /**
     * One stream, until it is lost.
     *
     * @param catchesUp whether something may have been missed before it
     */
    private Flux<Boolean> session(ResourceKind kind, boolean catchesUp) {
        Flux<Boolean> told =
                calls.updates(kind).filter(event -> take(kind, event)).map(event -> true);
        if (!catchesUp) {
            return told;
        }
        Flux<Boolean> missed = Mono.delay(REGISTERED, time.scheduler())
                .then(Mono.defer(() -> fetch(kind)))
                .then(Mono.fromSupplier(() -> {
                    link.back(kind);
                    return true;
                }))
                .flux();
        return Flux.merge(told, missed);
    }

    private boolean take(ResourceKind kind, ResourceEvent event) {
        try {
            return known.apply(kind, event);
        } catch (InvalidManifestException e) {
            LOG.error("what the operator has told is not taken over: {}", Reason.of(e));
            return false;
        }
    }

    private RetryBackoffSpec backoff(long tries) {
        return Retry.backoff(tries, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .jitter(0.5)
                .scheduler(time.scheduler());
    }

    @Override
    public boolean isOfIndependentObjects() {
        return true;
    }

    @Override
    public String describe() {
        return "Hot reloading enabled. Daprd will reload 'Component', 'Subscription', 'MCPServer', 'Configuration',"
                + " 'HTTPEndpoint', 'Resiliency' and 'WorkflowAccessPolicy' resources when they are added, updated or"
                + " deleted.";
    }

    /** Closes the connection. */
    void close() {
        calls.close();
    }
}
