package dev.inlay.peer;

import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Two runtimes, {@code caller} and {@code callee}, that pass calls of any service on. Behind {@code callee} is an
 * application, behind {@code caller} there is none.
 */
final class TwoRuntimes implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_BODY = 4 << 20;

    final ScriptedApp app = new ScriptedApp();
    private final Map<String, Supplier<List<PeerAddress>>> instances = new ConcurrentHashMap<>();
    private final LoopResources loops = LoopResources.create("test", 1, 2, true);
    private final TimeSource time;
    private final PeerTransport transport;
    private final PeerServer callee;
    private final PeerServer caller;
    private final ManagedChannel toCallee;
    private final ManagedChannel toCaller;
    final PeerAddress calleeAddress;

    TwoRuntimes() {
        this(TimeSource.system(), ResiliencyPolicies.none());
    }

    TwoRuntimes(TimeSource time, ResiliencyPolicies policies) {
        this.time = time;
        this.transport = new PeerTransport(loops, PeerCredentials.plaintext(), MAX_BODY, JsonCodec.standard(), time);
        callee = server("callee", this::application, ResiliencyPolicies.none());
        caller = server("caller", () -> null, policies);
        int calleePort = started(callee);
        calleeAddress = new PeerAddress("127.0.0.1", calleePort);
        resolveBy("callee", () -> List.of(calleeAddress));
        toCallee = channelTo(calleePort);
        toCaller = channelTo(started(caller));
    }

    /** The policies of a Resiliency manifest. */
    static ResiliencyPolicies policies(String spec, TimeSource time) {
        Map<String, Object> body = new Yaml().load("spec:\n" + spec.indent(2));
        Resource resource =
                new Resource("Resiliency", "policies", "", List.of(), body, ResourceSource.of("resiliency.yaml"));
        return ConfiguredPolicies.of(
                List.of(resource),
                CircuitBreakerRegistry.ofDefaults(),
                RetryRegistry.ofDefaults(),
                TimeLimiterRegistry.ofDefaults(),
                PolicyListener.none(),
                time);
    }

    private PeerServer server(
            String appId, Supplier<? extends @Nullable AppChannel> application, ResiliencyPolicies policies) {
        AppIdentity identity = new AppIdentity(appId, "");
        GrpcProxy proxy = new GrpcProxy(
                identity,
                application,
                transport,
                new NameResolution(new KnownInstances(instances), time, count -> 0),
                policies,
                time);
        return new PeerServer(
                identity,
                new InetSocketAddress("127.0.0.1", 0),
                () -> null,
                loops,
                PeerCredentials.plaintext(),
                MAX_BODY,
                AccessControl.none(),
                Telemetry.none(),
                TimeSource.system(),
                proxy);
    }

    private AppChannel application() {
        Metadata token = new Metadata();
        token.put(Metadata.Key.of("dapr-api-token", Metadata.ASCII_STRING_MARSHALLER), "app-token");
        return new GrpcOnly(
                ClientInterceptors.intercept(app.channel(), MetadataUtils.newAttachHeadersInterceptor(token)));
    }

    private record GrpcOnly(Channel grpc) implements AppChannel {

        @Override
        public Mono<InvokeResponse> invoke(InvokeRequest request) {
            return Mono.error(new AssertionError("this application has services of its own only"));
        }
    }

    private static int started(PeerServer server) {
        Integer port = server.start().block(LIMIT);
        if (port == null) {
            throw new IllegalStateException("no port");
        }
        return port;
    }

    private static ManagedChannel channelTo(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    /** How an application's instances are found from now on. */
    void resolveBy(String appId, Supplier<List<PeerAddress>> addresses) {
        instances.put(appId, addresses);
    }

    /** To the runtime whose application it is. */
    ManagedChannel calleeItself() {
        return toCallee;
    }

    /** To the other runtime, from which the call has to go on. */
    ManagedChannel throughCaller() {
        return toCaller;
    }

    @Override
    public void close() {
        toCallee.shutdownNow();
        toCaller.shutdownNow();
        caller.stop(Duration.ZERO).block(LIMIT);
        callee.stop(Duration.ZERO).block(LIMIT);
        transport.close();
        app.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(LIMIT);
    }

    /** Name resolution by a map. */
    private record KnownInstances(Map<String, Supplier<List<PeerAddress>>> instances) implements NameResolver {

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            Supplier<List<PeerAddress>> known = instances.get(appId);
            return known == null ? Mono.empty() : Mono.fromSupplier(known);
        }

        @Override
        public Duration keepsAnswers() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Mono<Void> register(AppIdentity app, PeerAddress address) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> init() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }

        @Override
        public String describe() {
            return "a map";
        }
    }
}
