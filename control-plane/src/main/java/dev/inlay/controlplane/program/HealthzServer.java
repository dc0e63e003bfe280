package dev.inlay.controlplane.program;

import dev.inlay.error.AddressUnavailableException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** {@code GET /healthz}: 200 if the process is ready, else 503, without a body. */
public final class HealthzServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.healthz");

    private static final Duration STOP = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final InetSocketAddress listen;
    private final HttpServer server;
    private volatile @Nullable DisposableServer open;

    public HealthzServer(InetSocketAddress listen, Readiness readiness, LoopResources loops) {
        this.listen = listen;
        this.server = HttpServer.create()
                .runOn(loops)
                .bindAddress(() -> listen)
                .route(routes -> routes.get(
                        "/healthz", (request, response) -> response.status(readiness.isReady() ? OK : UNAVAILABLE)
                                .header("Content-Length", "0")
                                .send()));
    }

    /** @throws AddressUnavailableException if the address is taken */
    @Override
    public void start() {
        try {
            open = server.bind()
                    .onErrorMap(error -> new AddressUnavailableException(
                            "the healthz port", listen.getHostString() + ":" + listen.getPort(), error))
                    .toFuture()
                    .join();
            LOG.info("Healthz server is listening on {}", port());
        } catch (CompletionException e) {
            if (e.getCause() instanceof AddressUnavailableException taken) {
                throw taken;
            }
            throw e;
        }
    }

    /** The port it listens on; 0 while it does not. */
    public int port() {
        DisposableServer now = open;
        return now == null ? 0 : now.port();
    }

    @Override
    public void stop() {
        DisposableServer now = open;
        open = null;
        if (now != null) {
            LOG.info("Healthz server is shutting down");
            now.disposeNow(STOP);
        }
    }

    @Override
    public boolean isRunning() {
        return open != null;
    }

    @Override
    public int getPhase() {
        return Phases.OBSERVABILITY;
    }
}
