package dev.inlay.controlplane.program;

import dev.inlay.metrics.MetricsServer;
import dev.inlay.metrics.ProgramMetrics;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import org.springframework.context.SmartLifecycle;
import reactor.netty.resources.LoopResources;

/** Serves the metrics of this process for Prometheus. */
public final class MetricsPort implements SmartLifecycle {

    private final MetricsServer server;
    private final boolean wanted;
    private volatile boolean running;

    /** @param wanted whether they are served at all */
    public MetricsPort(InetSocketAddress listen, ProgramMetrics metrics, LoopResources loops, boolean wanted) {
        this.wanted = wanted;
        this.server = new MetricsServer(listen, loops, metrics::scrape);
    }

    /** @throws dev.inlay.error.AddressUnavailableException if the address is taken */
    @Override
    public void start() {
        try {
            server.start().toFuture().join();
            running = true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException taken) {
                throw taken;
            }
            throw e;
        }
    }

    @Override
    public void stop() {
        running = false;
        server.stop().subscribe();
    }

    @Override
    public boolean isAutoStartup() {
        return wanted;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phases.OBSERVABILITY;
    }
}
