package dev.inlay;

import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ComponentStatus;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.invoke.InvokeClients;
import dev.inlay.peer.GrpcProxy;
import dev.inlay.peer.HostAddress;
import dev.inlay.peer.NameResolution;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerServer;
import dev.inlay.peer.PeerTransport;
import dev.inlay.peer.RemoteApps;
import dev.inlay.state.StateClient;
import dev.inlay.state.StateClients;
import dev.inlay.telemetry.ObservedTelemetry;
import dev.inlay.telemetry.Telemetry;
import io.micrometer.observation.ObservationRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The runtime, put together of its parts.
 *
 * <p>Invariants: components and clients exist from construction on; the internal port exists between {@link #serve} and
 * {@link #stopServing} only, and {@link #serving} is the whole truth about it.
 */
final class DefaultInlayRuntime implements InlayRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(InlayRuntime.class);

    private final RuntimeOptions options;
    private final ComponentRegistry registry;
    private final @Nullable ComponentHandle<NameResolver> nameResolver;
    private final LoopResources loops = LoopResources.create("inlay");
    private final PeerTransport transport;
    private final Telemetry telemetry;
    private final HostAddress host;
    private final StateClient state;
    private final InvokeClient invoke;
    private final GrpcProxy proxy;
    private final AtomicReference<@Nullable Serving> serving = new AtomicReference<>();
    private volatile @Nullable AppChannel channel;
    private volatile boolean started;

    /** The internal port while it is open. */
    private record Serving(PeerServer server, PeerAddress address) {}

    static DefaultInlayRuntime of(InlayRuntimes.Builder builder) {
        return new DefaultInlayRuntime(builder, RuntimeParts.read(builder));
    }

    private DefaultInlayRuntime(InlayRuntimes.Builder builder, RuntimeParts parts) {
        this.options = builder.options;
        this.registry = parts.registry();
        this.nameResolver =
                parts.nameResolver() == null ? null : registry.find(NameResolver.class, parts.nameResolver());
        this.telemetry = builder.observations == ObservationRegistry.NOOP
                ? Telemetry.none()
                : ObservedTelemetry.of(builder.observations);
        String given = options.hostAddress();
        this.host = HostAddress.find(name ->
                name.equals(HostAddress.HOST_IP_VARIABLE) && given != null ? given : builder.environment.apply(name));
        this.transport = new PeerTransport(
                loops, PeerCredentials.plaintext(), options.maxBodySize(), builder.codec, builder.time);
        NameResolution resolution = new NameResolution(
                new DeferredNameResolver(nameResolver), builder.time, count -> ThreadLocalRandom.current()
                        .nextInt(count));
        this.state = StateClients.of(registry, builder.defaultStore, parts.policies(), telemetry, builder.codec);
        this.invoke = InvokeClients.of(
                options.app(),
                new RemoteApps(options.app(), host, transport, resolution, builder.time),
                () -> channel,
                parts.policies(),
                telemetry,
                builder.codec,
                options.maxBodySize());
        this.proxy =
                new GrpcProxy(options.app(), () -> null, null, transport, resolution, parts.policies(), builder.time);
    }

    @Override
    public AppIdentity app() {
        return options.app();
    }

    @Override
    public Mono<Void> start() {
        return registry.start().doOnSuccess(done -> started = true);
    }

    @Override
    public Mono<Void> serve(AppChannel application) {
        return Mono.defer(() -> {
            if (serving.get() != null) {
                return Mono.empty();
            }
            channel = application;
            PeerServer server = new PeerServer(
                    options.app(),
                    listenAddress(),
                    () -> channel,
                    loops,
                    PeerCredentials.plaintext(),
                    options.maxBodySize(),
                    telemetry,
                    proxy);
            return server.start().flatMap(port -> {
                PeerAddress address = new PeerAddress(host.address(), port);
                serving.set(new Serving(server, address));
                LOG.info("Internal gRPC server is running on {}", address);
                return announce(address);
            });
        });
    }

    /** An instance that is announced on loopback listens there only: nobody else is meant to reach it. */
    private InetSocketAddress listenAddress() {
        InetSocketAddress announced = new InetSocketAddress(host.address(), options.internalGrpcPort());
        InetAddress address = announced.getAddress();
        return address != null && address.isLoopbackAddress()
                ? announced
                : new InetSocketAddress(options.internalGrpcPort());
    }

    private Mono<Void> announce(PeerAddress address) {
        return nameResolver == null
                ? Mono.empty()
                : nameResolver.whenReady().flatMap(resolver -> resolver.register(options.app(), address));
    }

    @Override
    public Mono<Void> stopServing() {
        return Mono.defer(() -> {
            Serving open = serving.getAndSet(null);
            if (open == null) {
                return Mono.empty();
            }
            return withdraw().then(open.server().stop(options.gracePeriod())).doFinally(signal -> channel = null);
        });
    }

    private Mono<Void> withdraw() {
        NameResolver resolver = nameResolver == null ? null : nameResolver.ifReady();
        return resolver == null
                ? Mono.empty()
                : resolver.withdraw().onErrorResume(error -> {
                    LOG.warn("the announcement of {} could not be withdrawn: {}", options.app(), error.getMessage());
                    return Mono.empty();
                });
    }

    @Override
    public Mono<Void> stop() {
        return stopServing()
                .then(registry.close())
                .then(Mono.<Void>fromRunnable(transport::close).subscribeOn(Schedulers.boundedElastic()))
                .then(Mono.defer(loops::disposeLater))
                .doFinally(signal -> started = false);
    }

    @Override
    public StateClient state() {
        return state;
    }

    @Override
    public InvokeClient invoke() {
        return invoke;
    }

    @Override
    public List<ComponentStatus> components() {
        return registry.statuses();
    }

    @Override
    public Mono<Void> ping(String component) {
        return registry.ping(component);
    }

    @Override
    public boolean isReady() {
        return started && serving.get() != null;
    }

    @Override
    public @Nullable PeerAddress internalAddress() {
        Serving open = serving.get();
        return open == null ? null : open.address();
    }

    /** The resolver once it is ready, so that the first call waits for it instead of failing. */
    private record DeferredNameResolver(@Nullable ComponentHandle<NameResolver> handle) implements NameResolver {

        private Mono<NameResolver> resolver() {
            if (handle == null) {
                return Mono.error(() -> InlayException.of(ErrorCode.DIRECT_INVOKE_NOT_READY));
            }
            NameResolver ready = handle.ifReady();
            return ready != null ? Mono.just(ready) : handle.whenReady();
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
        public Mono<Void> register(AppIdentity app, PeerAddress address) {
            return resolver().flatMap(ready -> ready.register(app, address));
        }

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            return resolver().flatMap(ready -> ready.resolve(appId, namespace));
        }

        @Override
        public boolean answersMayBeCached() {
            NameResolver ready = handle == null ? null : handle.ifReady();
            return ready != null && ready.answersMayBeCached();
        }

        @Override
        public Mono<List<String>> announcedAppIds() {
            return resolver().flatMap(NameResolver::announcedAppIds);
        }

        @Override
        public String describe() {
            NameResolver ready = handle == null ? null : handle.ifReady();
            return ready == null ? "name resolution" : ready.describe();
        }
    }
}
