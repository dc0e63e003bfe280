package dev.inlay.api;

import dev.inlay.api.grpc.GrpcApiServer;
import dev.inlay.api.http.HttpApiServer;
import dev.inlay.message.MessageFilter;
import dev.inlay.telemetry.ApiTracing;
import dev.inlay.time.TimeSource;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The heads of one runtime, by HTTP and by gRPC, as its Configuration wants them. Thread-safe. */
public final class ApiHeads {

    private final ApiServer grpc;
    private final HttpApiServer http;

    private ApiHeads(ApiServer grpc, HttpApiServer http) {
        this.grpc = grpc;
        this.http = http;
    }

    /**
     * What stands between a caller and the HTTP head.
     *
     * @param metrics measures requests; null for nobody
     * @param pipeline the middleware of the Configuration
     * @param http2 whether HTTP/2 without TLS is spoken too
     */
    public record HttpFront(@Nullable MessageFilter metrics, MessageFilter pipeline, boolean http2) {}

    /**
     * Heads that do not listen yet.
     *
     * @param loops the event loops to run on; they stay the caller's
     */
    public static ApiHeads of(
            ApiBackend backend,
            ApiOptions options,
            ApiConfiguration configuration,
            HttpFront front,
            LoopResources loops,
            TimeSource time) {
        ApiServer grpc = GrpcApiServer.builder(backend, options, loops)
                .rules(configuration.rules())
                .logging(configuration.logging())
                .time(time)
                .build();
        List<MessageFilter> filters = new ArrayList<>(List.of(new ApiTracing(backend.telemetry())));
        if (front.metrics() != null) {
            filters.add(front.metrics());
        }
        List<MessageFilter> pipeline = List.of(front.pipeline());
        HttpApiServer http = HttpApiServer.builder(backend, options, loops)
                .rules(configuration.rules())
                .logging(configuration.logging())
                .filters(filters)
                .httpPipeline(() -> pipeline)
                .http2(front.http2())
                .time(time)
                .build();
        return new ApiHeads(grpc, http);
    }

    /** Begins to listen. Fails with a message that names the address if that is not possible; nothing is open then. */
    public Mono<Void> start() {
        return grpc.start().then(Mono.defer(http::start)).onErrorResume(error -> stop(Duration.ZERO)
                .then(Mono.error(error)));
    }

    /** Where the HTTP head listens; empty while it does not. */
    public List<SocketAddress> httpAddresses() {
        return http.addresses();
    }

    /** Where the gRPC head listens; empty while it does not. */
    public List<SocketAddress> grpcAddresses() {
        return grpc.addresses();
    }

    /** Where health and metadata alone are served; null if nowhere. */
    public @Nullable SocketAddress publicAddress() {
        return http.publicAddress();
    }

    /** Takes no new requests, waits for those under way and cuts what is left when the grace period has passed. */
    public Mono<Void> stop(Duration gracePeriod) {
        return Mono.when(http.stop(gracePeriod), grpc.stop(gracePeriod));
    }
}
