package dev.inlay.component;

import dev.inlay.component.ComponentStatus.State;
import dev.inlay.error.Reason;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * The life of one component: waits for its secret store, makes it, initialises it until it is ready or its init timeout
 * has passed, goes on trying in the background if its manifest ignores errors, closes it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@link #phase} is the whole truth and changes atomically; nothing follows {@code CLOSED}. A component that becomes
 *       ready while it is being closed is not shown.
 *   <li>At most one attempt to initialise is under way, and at most one instance is alive. An instance is used for
 *       several attempts, unless its secrets have changed in between: then it is closed and another one is made.
 *   <li>{@link #startOutcome} is settled exactly once: by the first success, by the first timeout, or by closing.
 * </ul>
 */
final class ManagedComponent implements ComponentHandle<Component> {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentRegistry.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_BACKGROUND_PAUSE = Duration.ofSeconds(15);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final ComponentDefinition definition;
    private final @Nullable Supplier<ManagedComponent> secretStore;
    private final BiFunction<ComponentDefinition, ComponentMetadata, ComponentContext> contexts;
    private final InitListener listener;
    private final TimeSource time;
    private final AtomicReference<Phase> phase;
    private final AtomicReference<@Nullable Instance> instance = new AtomicReference<>();
    private final Sinks.One<Component> startOutcome = Sinks.one();
    private final Disposable.Composite work = Disposables.composite();
    private volatile ComponentContext context;

    /** @param ready the component, if it is ready to be used */
    private record Phase(
            State state, @Nullable String problem, @Nullable Component ready) {}

    /** A component and the secret values that it was made with. */
    private record Instance(Component component, Map<String, String> secrets) {}

    /**
     * A component that has not been started.
     *
     * @param secretStore gives the secret store as it is at the moment, which may be replaced in between; null if none is
     *     needed
     */
    ManagedComponent(
            ComponentDefinition definition,
            @Nullable Supplier<ManagedComponent> secretStore,
            BiFunction<ComponentDefinition, ComponentMetadata, ComponentContext> contexts,
            InitListener listener,
            TimeSource time) {
        this.listener = listener;
        this.definition = definition;
        this.secretStore = secretStore;
        this.contexts = contexts;
        this.time = time;
        this.context = contexts.apply(definition, definition.provisionalMetadata());
        this.phase =
                new AtomicReference<>(new Phase(secretStore == null ? State.INITIALIZING : State.WAITING, null, null));
    }

    ComponentDefinition definition() {
        return definition;
    }

    @Override
    public ComponentContext context() {
        return context;
    }

    @Override
    public @Nullable Component ifReady() {
        return phase().ready();
    }

    @Override
    public Mono<Component> whenReady() {
        return Mono.defer(() -> {
            Phase now = phase();
            if (now.ready() != null) {
                return Mono.just(now.ready());
            }
            return now.state() == State.CLOSED ? Mono.error(closed()) : startOutcome.asMono();
        });
    }

    @Override
    public ComponentStatus status() {
        Phase now = phase();
        return new ComponentStatus(definition.manifest().name(), definition.displayName(), now.state(), now.problem());
    }

    /** Begins, in the background. To be called once; does nothing if the component has been closed already. */
    void start() {
        if (phase().state() == State.CLOSED) {
            return;
        }
        work.add(awaitSecretStore().then(init()).subscribe(this::becameReady, this::gaveUp));
    }

    /** Completes when the start need not wait for this component any longer; fails if the start has to fail. */
    Mono<Void> started() {
        Mono<Void> outcome = startOutcome.asMono().then();
        return definition.manifest().ignoreErrors() ? outcome.onErrorComplete() : outcome;
    }

    private Mono<Void> awaitSecretStore() {
        if (secretStore == null) {
            return Mono.empty();
        }
        return awaited(secretStore)
                .then()
                .onErrorMap(error -> failure(
                        definition.displayName() + " needs secrets of " + definition.secretStore()
                                + ", which could not be initialised: " + Reason.of(error),
                        error))
                .doOnSuccess(done -> moveTo(new Phase(State.INITIALIZING, null, null)));
    }

    /** The store once it is ready; another one, if it is replaced while it is awaited. */
    private static Mono<Component> awaited(Supplier<ManagedComponent> current) {
        return Mono.defer(() -> {
            ManagedComponent store = current.get();
            return store.whenReady()
                    .onErrorResume(error -> current.get() == store ? Mono.error(error) : awaited(current));
        });
    }

    /** Tries until the component is ready or its init timeout has passed; an attempt under way then is cancelled. */
    private Mono<Component> init() {
        return Mono.defer(() -> {
            Duration limit = definition.manifest().initTimeout();
            InitProgress progress = new InitProgress(definition.manifest(), this::address, time);
            Mono<Component> ready = attempt()
                    .doOnError(failure -> {
                        moveTo(new Phase(State.INITIALIZING, Reason.of(failure), null));
                        progress.failed(failure);
                    })
                    .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                            .maxBackoff(LONGEST_PAUSE)
                            .jitter(0)
                            .filter(ManagedComponent::mayPass)
                            .scheduler(time.scheduler()))
                    .onErrorMap(this::initFailure)
                    .timeout(limit, Mono.defer(() -> Mono.error(progress.timedOut())), time.scheduler());
            return Mono.using(
                    () -> Flux.interval(InitProgress.LINE_PERIOD, time.scheduler())
                            .subscribe(tick -> progress.report()),
                    ticker -> ready,
                    Disposable::dispose);
        });
    }

    private Throwable initFailure(Throwable cause) {
        return failure("component " + definition.displayName() + " cannot be initialised: " + Reason.of(cause), cause);
    }

    private static boolean mayPass(Throwable failure) {
        return !(failure instanceof InvalidComponentException);
    }

    private Mono<Component> attempt() {
        return Mono.defer(this::instance).flatMap(component -> component.init().thenReturn(component));
    }

    /** The instance to initialise: the one there is, or a new one if there is none or its secrets have changed. */
    private Mono<Component> instance() {
        if (secretStore == null) {
            Instance current = instance.get();
            return current != null ? Mono.just(current.component()) : Mono.just(create(Map.of()));
        }
        return awaited(secretStore)
                .cast(SecretSource.class)
                .flatMap(store -> new SecretReferences(
                                definition.secrets(), definition.secretStore(), definition.manifest()::fieldPath)
                        .resolve(store, context.app().namespace()))
                .flatMap(secrets -> {
                    Instance current = instance.get();
                    if (current != null && current.secrets().equals(secrets)) {
                        return Mono.just(current.component());
                    }
                    return closeInstance().then(Mono.fromSupplier(() -> create(secrets)));
                });
    }

    private Component create(Map<String, String> secrets) {
        ComponentContext complete = contexts.apply(definition, definition.metadata(secrets));
        Component component = definition.factory().create(complete);
        context = complete;
        instance.set(new Instance(component, secrets));
        if (phase().state() == State.CLOSED) {
            closeInstance().subscribe();
            throw closed();
        }
        return component;
    }

    private void becameReady(Component component) {
        if (moveTo(new Phase(State.READY, null, component))) {
            LOG.info("Component loaded: {}", definition.displayName());
            listener.ready(definition.manifest().type());
            startOutcome.tryEmitValue(component);
        }
    }

    private void gaveUp(Throwable failure) {
        if (!moveTo(new Phase(State.FAILED, Reason.of(failure), null))) {
            return;
        }
        listener.failed(definition.manifest().type());
        if (definition.manifest().ignoreErrors()) {
            LOG.error("Ignoring error processing component: {}", Reason.of(failure));
            work.add(recovery().subscribe(this::becameReady, this::gaveUp));
        }
        startOutcome.tryEmitError(failure);
    }

    /** Tries for as long as the application runs, ever less often. */
    private Mono<Component> recovery() {
        return Mono.defer(this::attempt)
                .timeout(definition.manifest().initTimeout(), time.scheduler())
                .doOnError(this::noteProblem)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, LONGEST_PAUSE)
                        .maxBackoff(LONGEST_BACKGROUND_PAUSE)
                        .scheduler(time.scheduler()))
                .delaySubscription(LONGEST_PAUSE, time.scheduler());
    }

    /** Keeps the status up to date; writes a line only when the reason is a new one. */
    private void noteProblem(Throwable failure) {
        String problem = Reason.of(failure);
        String before = phase().problem();
        if (!problem.equals(before) && moveTo(new Phase(State.FAILED, problem, null))) {
            LOG.warn("{} is still not ready: {}", definition.displayName(), problem);
        }
    }

    /** Closes the component, for good. Never fails; done at once when called again. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            if (!moveTo(new Phase(State.CLOSED, null, null))) {
                return Mono.empty();
            }
            work.dispose();
            startOutcome.tryEmitError(closed());
            return closeInstance();
        });
    }

    private Mono<Void> closeInstance() {
        Instance current = instance.getAndSet(null);
        if (current == null) {
            return Mono.empty();
        }
        return Mono.defer(current.component()::close)
                .timeout(CLOSE_LIMIT, time.scheduler())
                .onErrorResume(error -> {
                    LOG.error("component {} could not be closed: {}", definition.displayName(), Reason.of(error));
                    return Mono.empty();
                });
    }

    /** Asks the backing service whether it answers. */
    Mono<Void> ping() {
        return Mono.defer(() -> {
            Phase now = phase();
            if (now.ready() != null) {
                return now.ready().ping();
            }
            String problem = now.problem() == null ? now.state().toString() : now.problem();
            return Mono.error(failure(
                    "component " + definition.displayName() + " is not ready: " + problem,
                    new IllegalStateException(problem)));
        });
    }

    /** Never null: it is set from the beginning. */
    private Phase phase() {
        return Objects.requireNonNull(phase.get());
    }

    /** Goes over to the next phase, unless the component is closed. */
    private boolean moveTo(Phase next) {
        while (true) {
            Phase now = phase();
            if (now.state() == State.CLOSED) {
                return false;
            }
            if (phase.compareAndSet(now, next)) {
                return true;
            }
        }
    }

    private ComponentInitException closed() {
        return failure("component " + definition.displayName() + " is closed", new CancellationException("closed"));
    }

    private ComponentInitException failure(String message, Throwable cause) {
        return new ComponentInitException(definition.manifest(), address(), message, cause);
    }

    private @Nullable String address() {
        Instance current = instance.get();
        return current == null ? null : current.component().address();
    }
}
