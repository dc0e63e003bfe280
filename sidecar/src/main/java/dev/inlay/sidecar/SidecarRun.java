package dev.inlay.sidecar;

import dev.inlay.api.Shutdown;
import dev.inlay.app.AppConnection;
import dev.inlay.app.AppOptions;
import dev.inlay.component.ComponentStatus;
import dev.inlay.component.reload.ReloadListener;
import dev.inlay.component.reload.ResourceChange;
import dev.inlay.health.Readiness;
import dev.inlay.health.WaitingReport;
import dev.inlay.operator.ControlPlane;
import dev.inlay.operator.Membership;
import dev.inlay.sidecar.life.Run;
import dev.inlay.sidecar.life.RunControl;
import dev.inlay.time.TimeSource;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * One run of the runtime with its heads. The order of the steps is Dapr's: components, the API, the internal port (from
 * here on outbound calls are served), the application's port (from here on everything is).
 */
final class SidecarRun implements Run {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarRun.class);
    private static final Logger API = LoggerFactory.getLogger("dapr.api");

    /** Dapr's limit for calls of the API that are under way. */
    private static final Duration API_DRAIN = Duration.ofSeconds(10);

    private final SidecarOptions options;
    private final UnaryOperator<@Nullable String> environment;
    private final RunControl control;
    private final @Nullable ControlPlane controlPlane;
    private final TimeSource time;
    private final long begun;
    private final Readiness readiness = new Readiness();
    private final AtomicReference<@Nullable SidecarParts> assembled = new AtomicReference<>();
    private final Sinks.Empty<Void> failure = Sinks.empty();
    private final Disposable.Composite background = Disposables.composite();

    /** What hot reload cannot do by itself. */
    private final class Reloads implements ReloadListener {

        @Override
        public void restartNeeded(List<ResourceChange> changes) {
            control.restart();
        }

        @Override
        public void componentFailed(Throwable problem) {
            failure.tryEmitError(StartFailure.explain(problem));
        }
    }

    /** Ends that callers of the API ask for. */
    private final class ByApi implements Shutdown {

        @Override
        public void begin() {
            API.info("Shutdown requested via API");
            control.shutDown();
        }

        @Override
        public void force() {
            API.warn("Force shutdown requested, exiting immediately without graceful shutdown");
            control.exit();
        }
    }

    /** @param controlPlane whose the sidecar is; it outlives the run; null if there is none */
    SidecarRun(
            SidecarOptions options,
            UnaryOperator<@Nullable String> environment,
            RunControl control,
            @Nullable ControlPlane controlPlane,
            TimeSource time) {
        this.controlPlane = controlPlane;
        this.options = options;
        this.environment = environment;
        this.control = control;
        this.time = time;
        this.begun = time.nanoTime();
    }

    @Override
    public Mono<Void> start() {
        return Mono.defer(() -> {
                    background.add(WaitingReport.begin(readiness, time));
                    return membership()
                            .publishOn(Schedulers.boundedElastic())
                            .map(this::assemble)
                            .flatMap(this::open);
                })
                .onErrorMap(StartFailure::explain);
    }

    private Mono<Optional<Membership>> membership() {
        return controlPlane == null
                ? Mono.just(Optional.empty())
                : controlPlane.connect(readiness).map(Optional::of);
    }

    private SidecarParts assemble(Optional<Membership> membership) {
        LOG.info("{} mode configured", options.inKubernetes() ? "kubernetes" : "standalone");
        LOG.info("app id: {}", options.runtime().app().appId());
        SidecarParts parts = SidecarParts.assemble(
                options,
                new SidecarParts.Surroundings(
                        environment, new ByApi(), new Reloads(), membership.orElse(null), readiness, time));
        assembled.set(parts);
        return parts;
    }

    private Mono<Void> open(SidecarParts parts) {
        Readiness.Part application = readiness.part("application").awaiting(() -> awaited(parts));
        return parts.observability()
                .start()
                .then(components(parts))
                .then(Mono.defer(() -> parts.heads().start()))
                .then(Mono.defer(() -> serve(parts)))
                .doOnSuccess(done -> {
                    application.ready();
                    LOG.info(
                            "dapr initialized. Status: Running. Init Elapsed {}ms",
                            time.since(begun).toMillis());
                });
    }

    /** What the start waits for at this moment, in words. */
    private String awaited(SidecarParts parts) {
        List<String> components = parts.runtime().components().stream()
                .filter(component -> component.state() != ComponentStatus.State.READY)
                .map(component -> "component " + component.displayName()
                        + (component.problem() == null ? "" : ": " + component.problem()))
                .toList();
        if (!components.isEmpty()) {
            return String.join("; ", components);
        }
        AppOptions application = options.application();
        return application.port() == 0
                ? "the ports of the sidecar"
                : "the application on " + application.address() + ":" + application.port();
    }

    private Mono<Void> serve(SidecarParts parts) {
        AppConnection application = parts.application();
        if (application == null) {
            LOG.warn("App channel is not initialized. Did you configure an app-port?");
            return parts.runtime().serve(null);
        }
        return parts.runtime()
                .serve(application.channel())
                .then(application.open())
                .then(Mono.defer(() -> askForConfiguration(application)));
    }

    /** Asks as soon as the application is healthy. The start waits for the answer only if nobody watches its health. */
    private Mono<Void> askForConfiguration(AppConnection application) {
        Mono<Void> asked = application
                .health()
                .awaitHealthy()
                .then(application.configuration(options.runtime().app().appId(), options.skippedInitEndpoints()))
                .then();
        if (options.application().health() == null) {
            return asked;
        }
        background.add(asked.subscribe());
        return Mono.empty();
    }

    private static Mono<Void> components(SidecarParts parts) {
        return Mono.defer(() -> {
            LOG.info("Loading components…");
            LOG.info("Waiting for all outstanding components to be processed…");
            return parts.runtime().start().doOnSuccess(done -> LOG.info("All outstanding components processed"));
        });
    }

    /** Where the HTTP API listens. */
    List<SocketAddress> httpAddresses() {
        SidecarParts parts = assembled.get();
        return parts == null ? List.of() : parts.heads().httpAddresses();
    }

    /** Where the gRPC API listens. */
    List<SocketAddress> grpcAddresses() {
        SidecarParts parts = assembled.get();
        return parts == null ? List.of() : parts.heads().grpcAddresses();
    }

    @Override
    public Mono<Void> failure() {
        return failure.asMono();
    }

    @Override
    public void quiesce() {
        // Nothing comes in by itself yet: there are no subscriptions and no input bindings.
    }

    @Override
    public Mono<Void> appUnhealthy() {
        return Mono.defer(() -> {
            SidecarParts parts = assembled.get();
            return parts == null || parts.application() == null
                    ? Mono.never()
                    : parts.application()
                            .health()
                            .states()
                            .concatWith(Mono.never())
                            .filter(healthy -> !healthy)
                            .next()
                            .then();
        });
    }

    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            LOG.info("Dapr is shutting down");
            background.dispose();
            SidecarParts parts = assembled.get();
            return (parts == null ? Mono.<Void>empty() : close(parts))
                    .doOnSuccess(done -> LOG.info("Dapr runtime stopped"));
        });
    }

    private static Mono<Void> close(SidecarParts parts) {
        return Mono.when(parts.heads().stop(API_DRAIN), parts.runtime().stopServing())
                .then(Mono.defer(() -> {
                    parts.runtime()
                            .components()
                            .forEach(component -> LOG.info("Shutting down component {}", component.displayName()));
                    return parts.runtime().stop();
                }))
                .then(Mono.defer(() -> parts.application() == null
                        ? Mono.empty()
                        : parts.application().close()))
                .then(Mono.defer(() -> parts.observability().stop()))
                .then(Mono.defer(() -> parts.loops().disposeLater(Duration.ZERO, API_DRAIN)));
    }
}
