package dev.inlay.api.grpc;

import dev.inlay.api.ApiBackend;
import dev.inlay.api.ApiOptions;
import dev.inlay.api.ApiRules;
import dev.inlay.api.ApiServer;
import dev.inlay.api.CallLogging;
import dev.inlay.codec.JsonCodec;
import dev.inlay.peer.GrpcListener;
import dev.inlay.peer.GrpcProxy;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The gRPC API: the service {@code Dapr}, reflection, and calls of any other service, which go on to the application that
 * they name. A call passes, from the outside in: tracing, the log of calls, the API token and the rules of the
 * Configuration.
 */
public final class GrpcApiServer implements ApiServer {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcApiServer.class);

    private final ApiOptions options;
    private final String appId;
    private final LoopResources loops;
    private final GrpcProxy proxy;
    private final DaprMethods methods;
    private final List<ServerInterceptor> interceptors;
    private final Telemetry telemetry;
    private final TimeSource time;
    private final List<GrpcListener> listeners = new CopyOnWriteArrayList<>();
    private final List<SocketAddress> addresses = new CopyOnWriteArrayList<>();

    private GrpcApiServer(Builder builder) {
        this.options = builder.options;
        this.appId = builder.backend.app().appId();
        this.loops = builder.loops;
        this.proxy = builder.backend.proxy();
        this.methods = DaprService.methods(builder.backend, builder.codec);
        this.telemetry = builder.backend.telemetry();
        this.time = builder.time;
        this.interceptors = new ArrayList<>(List.of(new CallTracing(telemetry)));
        if (options.logCalls() || builder.logging.enabled()) {
            interceptors.add(new CallLog(builder.time));
        }
        interceptors.add(new CallGuard(options.apiToken(), builder.rules, methods.groups()));
    }

    /**
     * Begins the description of a server.
     *
     * @param loops the event loops to run on; they stay the caller's
     */
    public static Builder builder(ApiBackend backend, ApiOptions options, LoopResources loops) {
        return new Builder(backend, options, loops);
    }

    @Override
    public Mono<Void> start() {
        return Mono.defer(this::bind).onErrorResume(error -> stop(Duration.ZERO).then(Mono.error(error)));
    }

    private Mono<Void> bind() {
        Path folder = options.unixDomainSocketFolder();
        if (folder != null) {
            Path socket = folder.resolve("dapr-" + appId + "-grpc.socket");
            return listen(new DomainSocketAddress(socket.toFile()))
                    .doOnSuccess(address -> LOG.info("gRPC server listening on UNIX socket: {}", socket))
                    .then();
        }
        // The first address decides which free port it is; the others follow.
        return Flux.fromIterable(options.listenAddresses())
                .concatMap(host -> resolve(host)
                        .flatMap(this::listen)
                        .doOnSuccess(address -> LOG.info("gRPC server listening on TCP address: {}", address)))
                .then(Mono.fromRunnable(() -> LOG.info("API gRPC server is running on port {}", port())));
    }

    private Mono<SocketAddress> resolve(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return Mono.<SocketAddress>fromCallable(
                        () -> bare.isEmpty() ? new InetSocketAddress(port()) : new InetSocketAddress(bare, port()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private int port() {
        return addresses.isEmpty() ? options.grpcPort() : ((InetSocketAddress) addresses.get(0)).getPort();
    }

    private Mono<SocketAddress> listen(SocketAddress wanted) {
        return Mono.defer(() -> {
            GrpcListener listener = new GrpcListener(
                    "the gRPC API",
                    wanted,
                    InsecureServerCredentials.create(),
                    loops,
                    options.maxBodySize(),
                    telemetry.servedCalls(),
                    time,
                    this::addServices);
            listeners.add(listener);
            return listener.start().doOnSuccess(addresses::add);
        });
    }

    private void addServices(NettyServerBuilder server) {
        // gRPC calls the interceptor last that was added first.
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            server.intercept(interceptors.get(i));
        }
        server.addService(methods.service()).fallbackHandlerRegistry(proxy);
    }

    @Override
    public List<SocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public Mono<Void> stop(Duration gracePeriod) {
        return Mono.defer(() -> {
            List<GrpcListener> open = List.copyOf(listeners);
            listeners.clear();
            addresses.clear();
            return Mono.when(
                    open.stream().map(listener -> listener.stop(gracePeriod)).toList());
        });
    }

    /** Describes a server. Not thread-safe. */
    public static final class Builder {

        private final ApiBackend backend;
        private final ApiOptions options;
        private final LoopResources loops;
        private ApiRules rules = ApiRules.ALL;
        private CallLogging logging = CallLogging.OFF;
        private JsonCodec codec = JsonCodec.standard();
        private TimeSource time = TimeSource.system();

        private Builder(ApiBackend backend, ApiOptions options, LoopResources loops) {
            this.backend = backend;
            this.options = options;
            this.loops = loops;
        }

        /** Which methods are offered; all by default. */
        public Builder rules(ApiRules given) {
            rules = given;
            return this;
        }

        /** How calls are logged; not at all by default, unless the options say that they are. */
        public Builder logging(CallLogging given) {
            logging = given;
            return this;
        }

        /** How queries and JSON values are read. */
        public Builder codec(JsonCodec given) {
            codec = given;
            return this;
        }

        public Builder time(TimeSource given) {
            time = given;
            return this;
        }

        public GrpcApiServer build() {
            return new GrpcApiServer(this);
        }
    }
}
