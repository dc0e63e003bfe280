package dev.inlay.metrics;

import dev.inlay.error.AddressUnavailableException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** The port where Prometheus gets the metrics, at {@code /} and {@code /metrics}. Thread-safe. */
public final class MetricsServer {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    private final HttpServer server;
    private final InetSocketAddress listen;
    private final AtomicReference<@Nullable DisposableServer> bound = new AtomicReference<>();

    /**
     * A server that does not listen yet.
     *
     * @param listen where; port 0 for any free one
     * @param scrape gives the metrics as text; called off the event loop, since it walks over all of them
     */
    public MetricsServer(InetSocketAddress listen, LoopResources loops, Supplier<String> scrape) {
        this.listen = listen;
        Mono<String> text = Mono.fromSupplier(scrape).subscribeOn(Schedulers.boundedElastic());
        BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> metrics =
                (request, response) -> response.header(HttpHeaderNames.CONTENT_TYPE, DaprMetrics.contentType())
                        .sendString(text);
        this.server = HttpServer.create().runOn(loops).bindAddress(() -> listen).route(routes -> routes.get(
                        "/", metrics)
                .get("/metrics", metrics));
    }

    /** Begins to listen. Fails if the address is taken, and says which. */
    public Mono<Void> start() {
        return server.bind()
                .doOnNext(open -> {
                    bound.set(open);
                    LOG.info("metrics server started on {}", open.address());
                })
                .onErrorMap(error -> new AddressUnavailableException(
                        "the metrics port", listen.getHostString() + ":" + listen.getPort(), error))
                .then();
    }

    /** Where it listens; null while it does not. */
    public @Nullable SocketAddress address() {
        DisposableServer open = bound.get();
        return open == null ? null : open.address();
    }

    public Mono<Void> stop() {
        return Mono.defer(() -> {
            DisposableServer open = bound.getAndSet(null);
            if (open == null) {
                return Mono.empty();
            }
            open.dispose();
            return open.onDispose();
        });
    }
}
