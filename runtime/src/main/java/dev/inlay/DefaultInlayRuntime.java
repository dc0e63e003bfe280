package dev.inlay;

import dev.inlay.access.AccessControl;
import dev.inlay.api.ApiBackend;
import dev.inlay.api.Shutdown;
import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentInitException;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ComponentStatus;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Manifests;
import dev.inlay.component.UnsoundComponents;
import dev.inlay.component.reload.HotReload;
import dev.inlay.health.Readiness;
import dev.inlay.invoke.HttpEndpoints;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.invoke.InvokeClients;
import dev.inlay.metadata.DefaultMetadata;
import dev.inlay.metadata.MetadataClient;
import dev.inlay.peer.GrpcProxy;
import dev.inlay.peer.HostAddress;
import dev.inlay.peer.NameResolution;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerServer;
import dev.inlay.peer.PeerTransport;
import dev.inlay.peer.RemoteApps;
import dev.inlay.secret.SecretClient;
import dev.inlay.secret.SecretClients;
import dev.inlay.state.RawStateClient;
import dev.inlay.state.StateClient;
import dev.inlay.state.StateClients;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    /** Event loops end at once when all that used them is closed; this is for one that does not. */
    private static final Duration LOOPS_END = Duration.ofSeconds(2);

    private final RuntimeOptions options;
    private final ComponentRegistry registry;
    private final @Nullable ComponentHandle<NameResolver> nameResolver;
    private final LoopResources loops;
    private final boolean ownsLoops;
    private final PeerTransport transport;
    private final Telemetry telemetry;
    private final TimeSource time;
    private final HostAddress host;
    private final RawStateClient rawState;
    private final StateClient state;
    private final InvokeClient invoke;
    private final SecretClient secrets;
    private final AccessControl access;
    private final HttpEndpoints endpoints;
    private final MetadataClient metadata;
    private final PeerCredentials credentials;
    private final Readiness readiness;
    private final Readiness.Part runtimeReady;
    private final @Nullable HotReload hotReload;
    private final GrpcProxy proxy;
    private final AtomicReference<@Nullable Serving> serving = new AtomicReference<>();
    private volatile @Nullable AppChannel channel;
    private volatile boolean started;
    private volatile boolean serves;

    /** The internal port while it is open. */
    private record Serving(PeerServer server, PeerAddress address) {}

    static DefaultInlayRuntime of(InlayRuntimes.Builder builder) {
        Manifests manifests = builder.chosenManifests();
        try {
            return new DefaultInlayRuntime(builder, RuntimeParts.of(builder, manifests), manifests);
        } catch (InvalidManifestException wrong) {
            if (!builder.chosenSource().isOfIndependentObjects()) {
                throw wrong;
            }
            UnsoundComponents unsound = UnsoundComponents.of(manifests, wrong);
            Optional<ComponentInitException> first =
                    unsound.failures().values().stream().findFirst();
            if (first.isPresent()) {
                throw first.get();
            }
            unsound.tellIgnored(List.copyOf(unsound.ignored().keySet()));
            return new DefaultInlayRuntime(builder, RuntimeParts.of(builder, unsound.sound()), manifests);
        }
    }

    /** @param manifests what the parts were made of, with what was left out of them */
    private DefaultInlayRuntime(InlayRuntimes.Builder builder, RuntimeParts parts, Manifests manifests) {
        this.options = builder.options;
        this.ownsLoops = builder.loops == null;
        this.loops = builder.loops == null ? LoopResources.create("inlay") : builder.loops;
        this.registry = parts.registry();
        this.nameResolver =
                parts.nameResolver() == null ? null : registry.find(NameResolver.class, parts.nameResolver());
        this.telemetry = builder.chosenTelemetry();
        this.time = builder.time;
        this.credentials = builder.credentials;
        this.readiness = builder.readiness;
        this.runtimeReady = readiness.part("runtime");
        this.host = HostAddress.find(name ->
                name.equals(HostAddress.HOST_IP_VARIABLE) ? announced(builder) : builder.environment.apply(name));
        this.transport = new PeerTransport(
                loops, builder.credentials, options.maxBodySize(), builder.codec, telemetry.madeCalls(), builder.time);
        NameResolution resolution = new NameResolution(
                new DeferredNameResolver(nameResolver), builder.time, count -> ThreadLocalRandom.current()
                        .nextInt(count));
        RuntimeReload reload = new RuntimeReload(builder, parts);
        this.rawState = StateClients.raw(registry, builder.defaultStore, reload.policies(), telemetry);
        this.state = StateClients.of(rawState, builder.codec);
        this.access = parts.access();
        this.endpoints = parts.endpoints();
        this.hotReload = hotReload(builder, parts, reload, manifests);
        this.secrets = SecretClients.of(registry, parts.secretScopes(), reload.policies(), telemetry);
        this.invoke = InvokeClients.of(
                options.app(),
                new RemoteApps(options.app(), host, transport, resolution, builder.time),
                endpoints,
                () -> channel,
                reload.policies(),
                telemetry,
                builder.codec,
                options.maxBodySize());
        this.metadata = new DefaultMetadata(options.app(), version(), registry, reload::named, builder.appConnection);
        this.proxy =
                new GrpcProxy(options.app(), () -> channel, transport, resolution, reload.policies(), builder.time);
    }

    /** An instance that listens on one address only is reached there and nowhere else; null to find out. */
    private static @Nullable String announced(InlayRuntimes.Builder builder) {
        String given = builder.options.hostAddress();
        String chosen = given == null ? builder.environment.apply(HostAddress.HOST_IP_VARIABLE) : given;
        if (chosen != null && !chosen.isBlank()) {
            return chosen;
        }
        String listen = builder.options.internalListenAddress();
        return listen.isEmpty() || isEverywhere(listen) ? null : listen;
    }

    private static boolean isEverywhere(String address) {
        InetAddress resolved = new InetSocketAddress(address, 0).getAddress();
        return resolved != null && resolved.isAnyLocalAddress();
    }

    private static String version() {
        String packaged = DefaultInlayRuntime.class.getPackage().getImplementationVersion();
        return packaged == null ? "edge" : packaged;
    }

    private static @Nullable HotReload hotReload(
            InlayRuntimes.Builder builder, RuntimeParts parts, RuntimeReload target, Manifests manifests) {
        if (builder.reloadListener == null || !parts.reloads()) {
            return null;
        }
        return new HotReload(
                builder.chosenSource(),
                target,
                manifests,
                parts.registry(),
                builder.reloadListener,
                builder.reloadPeriod,
                builder.time);
    }

    @Override
    public AppIdentity app() {
        return options.app();
    }

    @Override
    public Mono<Void> start() {
        return Mono.when(registry.start(), transport.prepare()).doOnSuccess(done -> {
            started = true;
            if (hotReload != null) {
                hotReload.start();
            }
            readiness.outboundReady(true);
            readinessChanged();
        });
    }

    @Override
    public Mono<Void> serve(@Nullable AppChannel application) {
        return Mono.defer(() -> {
            if (serving.get() != null) {
                return Mono.empty();
            }
            serves = true;
            channel = application;
            PeerServer server = new PeerServer(
                    options.app(),
                    listenAddress(),
                    () -> channel,
                    loops,
                    credentials,
                    options.maxBodySize(),
                    access,
                    telemetry,
                    time,
                    proxy);
            return server.start().flatMap(port -> {
                PeerAddress address = new PeerAddress(host.address(), port);
                serving.set(new Serving(server, address));
                readinessChanged();
                LOG.info("Internal gRPC server is running on {}", address);
                return announce(address);
            });
        });
    }

    /** An instance that is announced on loopback listens there only: nobody else is meant to reach it. */
    private InetSocketAddress listenAddress() {
        String wanted = options.internalListenAddress();
        if (!wanted.isEmpty()) {
            return new InetSocketAddress(wanted, options.internalGrpcPort());
        }
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
            readinessChanged();
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
                .doFirst(this::stopReloading)
                .then(registry.close())
                .then(Mono.defer(endpoints::close))
                .then(Mono.<Void>fromRunnable(transport::close).subscribeOn(Schedulers.boundedElastic()))
                .then(Mono.defer(() -> ownsLoops ? loops.disposeLater(Duration.ZERO, LOOPS_END) : Mono.empty()))
                .doFinally(signal -> {
                    started = false;
                    readiness.outboundReady(false);
                });
    }

    private void readinessChanged() {
        if (isReady()) {
            runtimeReady.ready();
        } else {
            runtimeReady.notReady();
        }
    }

    private void stopReloading() {
        if (hotReload != null) {
            hotReload.stop();
        }
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
    public SecretClient secrets() {
        return secrets;
    }

    @Override
    public ApiBackend api(Shutdown shutdown) {
        return new ApiBackend(
                options.app(), registry, rawState, secrets, invoke, proxy, metadata, readiness, telemetry, shutdown);
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
        return started && (serving.get() != null || !serves);
    }

    @Override
    public @Nullable PeerAddress internalAddress() {
        Serving open = serving.get();
        return open == null ? null : open.address();
    }
}
