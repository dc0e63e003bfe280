package dev.inlay.app;

import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The health of an application that is asked for it: once at the beginning, and then at every interval. One question is
 * open at a time.
 */
final class ProbedHealth implements AppHealth {

    private static final Logger LOG = LoggerFactory.getLogger(AppHealth.class);

    private final AppOptions.HealthCheck settings;
    private final Mono<Void> probe;
    private final TimeSource time;
    private final HealthVerdict verdict;
    private final Sinks.Many<Boolean> states = Sinks.many().replay().latestOrDefault(false);
    private final AtomicBoolean started = new AtomicBoolean();
    private final Disposable.Swap asking = Disposables.swap();
    private volatile boolean healthy;

    /** @param probe asks once; fails, with the reason as its message, if the application is not well */
    ProbedHealth(AppOptions.HealthCheck settings, Mono<Void> probe, TimeSource time) {
        this.settings = settings;
        this.probe = probe;
        this.time = time;
        this.verdict = new HealthVerdict(settings.threshold());
    }

    /** Begins to ask, in the background. */
    void start() {
        if (started.compareAndSet(false, true)) {
            LOG.info("App health probes starting");
            asking.update(Flux.interval(Duration.ZERO, settings.interval(), time.scheduler())
                    .onBackpressureDrop()
                    .concatMap(tick -> ask(), 0)
                    .subscribe());
        }
    }

    private Mono<Void> ask() {
        return probe.timeout(settings.timeout(), time.scheduler())
                .doOnSuccess(done -> note(true, ""))
                .onErrorResume(error -> {
                    note(false, reasonOf(error));
                    return Mono.empty();
                });
    }

    private String reasonOf(Throwable error) {
        return error instanceof TimeoutException
                ? "no answer within " + settings.timeout().toMillis() + " ms"
                : String.valueOf(error.getMessage());
    }

    private void note(boolean answeredWell, String reason) {
        if (!verdict.changesWith(answeredWell)) {
            return;
        }
        healthy = verdict.isHealthy();
        if (healthy) {
            LOG.info("App entered healthy status");
        } else {
            LOG.warn("App entered un-healthy status: {}", reason);
        }
        states.tryEmitNext(healthy);
    }

    /** Asks no more. The verdict stays as it is. */
    void stop() {
        if (!asking.isDisposed()) {
            asking.dispose();
            states.tryEmitComplete();
            if (started.get()) {
                LOG.info("App health probes stopping");
            }
        }
    }

    @Override
    public boolean isHealthy() {
        return healthy;
    }

    @Override
    public Flux<Boolean> states() {
        return states.asFlux();
    }
}
