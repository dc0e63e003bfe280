package dev.inlay.spring.lifecycle;

import dev.inlay.api.ApiHeads;
import dev.inlay.metrics.MetricsServer;
import dev.inlay.time.TimeSource;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/** Opens the ports of the API when the web server is up, and closes them before it stops. */
public final class ApiLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ApiLifecycle.class);

    private final ApiHeads heads;
    private final MetricsServer metrics;
    private final Duration grace;
    private final TimeSource time = TimeSource.system();
    private volatile boolean running;

    /** @param grace how long calls under way may take at shutdown */
    public ApiLifecycle(ApiHeads heads, MetricsServer metrics, Duration grace) {
        this.heads = heads;
        this.metrics = metrics;
        this.grace = grace;
    }

    @Override
    public void start() {
        running = true;
        metrics.start().then(Mono.defer(heads::start)).block();
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        heads.stop(grace)
                .then(Mono.defer(metrics::stop))
                .timeout(grace.plusSeconds(1), time.scheduler())
                .doFinally(signal -> callback.run())
                .subscribe(null, error -> LOG.warn("The API was not closed in order: {}", error.toString()));
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** Where Prometheus gets the metrics; null while it gets none. */
    public @Nullable SocketAddress metricsAddress() {
        return metrics.address();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.SERVING;
    }
}
