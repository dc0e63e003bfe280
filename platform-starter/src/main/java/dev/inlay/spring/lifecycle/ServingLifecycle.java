package dev.inlay.spring.lifecycle;

import dev.inlay.InlayRuntime;
import dev.inlay.app.AppChannel;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;

/**
 * Opens the application to calls from other instances once it is ready, and closes it before its web server stops. The
 * application counts as ready to Boot ({@code ReadinessState}) only after this, since Boot says so after all listeners of
 * {@link ApplicationReadyEvent} have returned.
 */
public final class ServingLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent>, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ServingLifecycle.class);

    private final InlayRuntime runtime;
    private final @Nullable AppChannel channel;
    private final ApplicationContext context;
    private final Duration stopLimit;
    private final TimeSource time = TimeSource.system();
    private volatile boolean running;

    /**
     * @param channel the way to the application; null if it has none
     * @param grace how long calls under way may take at shutdown
     */
    public ServingLifecycle(
            InlayRuntime runtime, @Nullable AppChannel channel, ApplicationContext context, Duration grace) {
        this.runtime = runtime;
        this.channel = channel;
        this.context = context;
        this.stopLimit = grace.plusSeconds(1);
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (event.getApplicationContext() != context) {
            return;
        }
        if (channel == null) {
            LOG.debug("Other applications cannot call this one: it has no web server, or inlay.invoke.serve is false");
            return;
        }
        long begin = time.nanoTime();
        runtime.serve(channel).block();
        LOG.info("Serving calls of app id '{}' on {}", runtime.app().appId(), runtime.internalAddress());
        LOG.debug("The main thread waited {} ms for serving", time.since(begin).toMillis());
    }

    /** Serving begins with {@link ApplicationReadyEvent}; there is nothing to do in the context's own start. */
    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        runtime.stopServing()
                .timeout(stopLimit, time.scheduler())
                .doFinally(signal -> callback.run())
                .subscribe(null, error -> LOG.warn("Serving did not stop in order: {}", error.toString()));
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.SERVING;
    }

    /** After the application's own listeners, which may still prepare something. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
