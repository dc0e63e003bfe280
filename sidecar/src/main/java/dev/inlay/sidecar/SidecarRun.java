package dev.inlay.sidecar;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.app.AppOptions;
import dev.inlay.app.HttpAppChannel;
import dev.inlay.sidecar.life.Run;
import dev.inlay.time.TimeSource;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One run of the runtime with its heads, in Dapr's order. */
final class SidecarRun implements Run {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarRun.class);

    private final SidecarOptions options;
    private final UnaryOperator<@Nullable String> environment;
    private final TimeSource time;
    private final AtomicReference<@Nullable InlayRuntime> runtime = new AtomicReference<>();

    SidecarRun(SidecarOptions options, UnaryOperator<@Nullable String> environment, TimeSource time) {
        this.options = options;
        this.environment = environment;
        this.time = time;
    }

    @Override
    public Mono<Void> start() {
        return Mono.fromCallable(this::build)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(this::start);
    }

    private InlayRuntime build() {
        LOG.info("standalone mode configured");
        LOG.info("app id: {}", options.runtime().app().appId());
        InlayRuntime built = InlayRuntimes.builder(options.runtime())
                .time(time)
                .environment(environment)
                .build();
        runtime.set(built);
        return built;
    }

    private Mono<Void> start(InlayRuntime built) {
        long begun = time.nanoTime();
        return built.start()
                .then(built.serve(channel()))
                .doOnSuccess(done -> LOG.info(
                        "dapr initialized. Status: Running. Init Elapsed {}ms",
                        time.since(begun).toMillis()));
    }

    private HttpAppChannel channel() {
        AppOptions application = options.application();
        return new HttpAppChannel(() -> URI.create("http://" + application.address() + ":" + application.port()));
    }

    @Override
    public Mono<Void> failure() {
        return Mono.never();
    }

    @Override
    public void quiesce() {
        // Nothing comes in by itself yet: there are no subscriptions and no input bindings.
    }

    @Override
    public Mono<Void> appUnhealthy() {
        return Mono.never();
    }

    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            LOG.info("Dapr is shutting down");
            InlayRuntime built = runtime.get();
            return (built == null ? Mono.<Void>empty() : built.stop())
                    .doOnSuccess(done -> LOG.info("Dapr runtime stopped"));
        });
    }
}
