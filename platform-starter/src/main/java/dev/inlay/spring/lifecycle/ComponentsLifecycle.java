package dev.inlay.spring.lifecycle;

import dev.inlay.InlayRuntime;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the start of the application if a component cannot become ready, and closes the components when all else has
 * stopped. This is the one place where the main thread waits for the runtime.
 */
public final class ComponentsLifecycle implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentsLifecycle.class);

    /** Beyond the grace period of calls, closing connections must not keep the process alive. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final InlayRuntime runtime;
    private final RuntimeStarter starter;
    private final Duration stopLimit;
    private final TimeSource time = TimeSource.system();
    private volatile boolean running;

    /**
     * @param starter has started the runtime
     * @param grace how long calls under way may take at shutdown
     */
    public ComponentsLifecycle(InlayRuntime runtime, RuntimeStarter starter, Duration grace) {
        this.runtime = runtime;
        this.starter = starter;
        this.stopLimit = grace.plus(CLOSING);
    }

    @Override
    public void start() {
        long begin = time.nanoTime();
        starter.started(runtime).block();
        running = true;
        LOG.debug(
                "The main thread waited {} ms for components", time.since(begin).toMillis());
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        runtime.stop()
                .timeout(stopLimit, time.scheduler())
                .doFinally(signal -> callback.run())
                .subscribe(null, error -> LOG.warn("The components were not closed in order: {}", error.toString()));
    }

    @Override
    public void stop() {
        running = false;
        runtime.stop().timeout(stopLimit, time.scheduler()).block();
    }

    /** A context whose start failed is not stopped, only destroyed; its components are closed here. */
    @Override
    public void destroy() {
        try {
            stop();
        } catch (RuntimeException e) {
            LOG.debug("The components were not closed in order", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.COMPONENTS;
    }
}
