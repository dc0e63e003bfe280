package dev.inlay.api.http;

import dev.inlay.api.ApiBackend;
import dev.inlay.api.ApiOptions;
import dev.inlay.api.ApiRules;
import dev.inlay.api.ApiServer;
import dev.inlay.api.CallLogging;
import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageFilter;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP API, over HTTP/1.1 and HTTP/2 without TLS. A request passes, from the outside in: the cleaning of its path, the
 * limit of its body, the filters given (tracing, metrics), CORS, the API token, the pipeline of the Configuration, the
 * log of calls, and reaches its route.
 *
 * <p>A second, public port serves health and metadata only, without token and pipeline.
 */
public final class HttpApiServer implements ApiServer {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApiServer.class);

    /** Dapr's time for a header. */
    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(10);

    private final ApiOptions options;
    private final String appId;
    private final TimeSource time;
    private final HttpListener api;
    private final HttpListener open;
    private final InFlight inFlight = new InFlight();

    private HttpApiServer(Builder builder) {
        this.options = builder.options;
        this.appId = builder.backend.app().appId();
        this.time = builder.time;
        ErrorReplies errors = new ErrorReplies(builder.backend.app(), builder.backend.telemetry());
        HttpListener.Settings settings = new HttpListener.Settings(
                options.readBufferSize(), options.maxBodySize(), builder.http2, builder.headerTimeout);
        this.api = new HttpListener(settings, builder.loops, time.scheduler(), handlerOfApi(builder, errors));
        this.open = new HttpListener(settings, builder.loops, time.scheduler(), handlerOfPublicPort(builder, errors));
    }

    /** Begins the description of a server. */
    public static Builder builder(ApiBackend backend, ApiOptions options, LoopResources loops) {
        return new Builder(backend, options, loops);
    }

    private ApiHandler handlerOfApi(Builder builder, ErrorReplies errors) {
        List<Route> routes = new ArrayList<>();
        RuntimeEndpoints runtime = new RuntimeEndpoints(builder.backend);
        routes.addAll(runtime.publicRoutes());
        routes.add(runtime.shutdown());
        routes.addAll(new StateEndpoints(builder.backend, builder.codec).routes());
        routes.addAll(new SecretEndpoints(builder.backend).routes());
        routes.addAll(UnconfiguredBlocks.routes());
        routes.removeIf(Predicate.not(route -> isOffered(route, builder.rules)));

        List<MessageFilter> filters = new ArrayList<>(builder.filters);
        if (!options.allowedOrigins().isEmpty()) {
            filters.add(new CorsFilter(options.allowedOrigins()));
        }
        String token = options.apiToken();
        if (token != null && !token.isEmpty()) {
            filters.add(new ApiTokenFilter(token));
        }
        CallLogging logging = options.logCalls() ? builder.logging.switchedOn() : builder.logging;
        Router router = new Router(routes, fallback(builder), errors, logging, time);
        return new ApiHandler(exchange(), filters, builder.pipeline, router, errors, inFlight);
    }

    private static boolean isOffered(Route route, ApiRules rules) {
        return route.kind() == Route.Kind.HEALTH_CHECK
                || rules.allow(ApiRules.Protocol.HTTP, route.version(), route.path());
    }

    private static @Nullable Function<InvokeRequest, Mono<InvokeResponse>> fallback(Builder builder) {
        return builder.rules.allow(ApiRules.Protocol.HTTP, InvokeEndpoint.VERSION, InvokeEndpoint.PATH)
                ? new InvokeEndpoint(builder.backend)::answer
                : null;
    }

    private ApiHandler handlerOfPublicPort(Builder builder, ErrorReplies errors) {
        List<Route> routes = new RuntimeEndpoints(builder.backend).publicRoutes();
        Router router = new Router(routes, null, errors, CallLogging.OFF, time);
        return new ApiHandler(exchange(), builder.filters, List::of, router, errors, inFlight);
    }

    private Exchange exchange() {
        return new Exchange(appId, options.maxBodySize());
    }

    @Override
    public Mono<Void> start() {
        return Mono.defer(() -> bindApi().then(bindPublicPort()))
                .doOnSuccess(done -> LOG.info("The request body size parameter is: {} bytes", options.maxBodySize()))
                .onErrorResume(error -> closeAll().then(Mono.error(error)));
    }

    private Mono<Void> bindApi() {
        Path folder = options.unixDomainSocketFolder();
        if (folder != null) {
            Path socket = folder.resolve("dapr-" + appId + "-http.socket");
            return api.bind(socket)
                    .doOnSuccess(address -> LOG.info("HTTP server listening on UNIX socket: {}", socket))
                    .then();
        }
        // The first address decides which free port it is; the others follow.
        return Flux.fromIterable(options.listenAddresses())
                .concatMap(host -> Mono.defer(() -> api.bind(host, port()))
                        .doOnSuccess(address -> LOG.info("HTTP server listening on TCP address: {}", address)))
                .then(Mono.fromRunnable(() -> LOG.info("HTTP server is running on port {}", port())));
    }

    private int port() {
        return api.addresses().stream()
                .map(address -> ((InetSocketAddress) address).getPort())
                .findFirst()
                .orElse(options.httpPort());
    }

    private Mono<Void> bindPublicPort() {
        Integer port = options.publicPort();
        return port == null
                ? Mono.empty()
                : open.bind(options.publicListenAddress(), port)
                        .doOnSuccess(address -> LOG.info("HTTP server listening on public address: {}", address))
                        .then();
    }

    @Override
    public List<SocketAddress> addresses() {
        return api.addresses();
    }

    /** Where the public port listens; null while there is none. */
    public @Nullable SocketAddress publicAddress() {
        List<SocketAddress> addresses = open.addresses();
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    @Override
    public Mono<Void> stop(Duration gracePeriod) {
        return Mono.defer(() -> Mono.when(api.unbind(), open.unbind())
                .then(inFlight.drain(gracePeriod, time.scheduler()))
                .then(closeAll()));
    }

    private Mono<Void> closeAll() {
        return Mono.when(api.unbind(), open.unbind()).then(Mono.when(api.close(), open.close()));
    }

    /** Describes a server. Not thread-safe. */
    public static final class Builder {

        private final ApiBackend backend;
        private final ApiOptions options;
        private final LoopResources loops;
        private ApiRules rules = ApiRules.ALL;
        private CallLogging logging = CallLogging.OFF;
        private List<MessageFilter> filters = List.of();
        private Supplier<List<MessageFilter>> pipeline = List::of;
        private JsonCodec codec = JsonCodec.standard();
        private TimeSource time = TimeSource.system();
        private Duration headerTimeout = HEADER_TIMEOUT;
        private boolean http2 = true;

        private Builder(ApiBackend backend, ApiOptions options, LoopResources loops) {
            this.backend = backend;
            this.options = options;
            this.loops = loops;
        }

        /** Which routes are offered; all by default. */
        public Builder rules(ApiRules given) {
            rules = given;
            return this;
        }

        /** How calls are logged; not at all by default, unless the options say that they are. */
        public Builder logging(CallLogging given) {
            logging = given;
            return this;
        }

        /** What stands before everything else, the first outermost: tracing, metrics. */
        public Builder filters(List<MessageFilter> given) {
            filters = List.copyOf(given);
            return this;
        }

        /**
         * The {@code httpPipeline} of the Configuration, asked for with every call since it can change.
         *
         * @param given gives the same list until it changes
         */
        public Builder httpPipeline(Supplier<List<MessageFilter>> given) {
            pipeline = given;
            return this;
        }

        /** How queries are read. */
        public Builder codec(JsonCodec given) {
            codec = given;
            return this;
        }

        public Builder time(TimeSource given) {
            time = given;
            return this;
        }

        /** How long the header of a request may take; 10 seconds by default. */
        public Builder headerTimeout(Duration given) {
            headerTimeout = given;
            return this;
        }

        /** Whether HTTP/2 is spoken, too; it is by default. */
        public Builder http2(boolean spoken) {
            http2 = spoken;
            return this;
        }

        public HttpApiServer build() {
            return new HttpApiServer(this);
        }
    }
}
