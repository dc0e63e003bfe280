package dev.inlay.api.tests;

import dev.inlay.access.AccessControl;
import dev.inlay.api.ApiBackend;
import dev.inlay.api.ApiOptions;
import dev.inlay.api.ApiRules;
import dev.inlay.api.grpc.GrpcApiServer;
import dev.inlay.app.AppChannel;
import dev.inlay.app.AppChannels;
import dev.inlay.app.AppConnection;
import dev.inlay.app.AppOptions;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.health.Readiness;
import dev.inlay.invoke.HttpEndpoints;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.invoke.InvokeClients;
import dev.inlay.metadata.MetadataClient;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.peer.GrpcProxy;
import dev.inlay.peer.HostAddress;
import dev.inlay.peer.NameResolution;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerServer;
import dev.inlay.peer.PeerTransport;
import dev.inlay.peer.RemoteApps;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.state.StateClients;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Our runtime with its gRPC API and its internal port, in the test's own process. */
final class EmbeddedTarget implements ApiTarget {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonCodec JSON = JsonCodec.standard();
    private static final TimeSource TIME = TimeSource.system();

    /** What differs from one target to the next. Not thread-safe. */
    static final class Setup {
        private final String appId;
        private final Path folder;
        private final Map<String, String> stores = new TreeMap<>();
        private final Map<String, PeerAddress> known = new TreeMap<>();
        private @Nullable AppConnection application;
        private ApiOptions options = EmbeddedTarget.options(List.of("127.0.0.1"), null, null);
        private ApiRules rules = ApiRules.ALL;
        private Telemetry telemetry = Telemetry.none();

        Setup(String appId, Path folder) {
            this.appId = appId;
            this.folder = createdFolder(folder);
        }

        private static Path createdFolder(Path folder) {
            try {
                return Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** An instance of an application that name resolution does not tell of. */
        Setup knows(String otherAppId, int internalPort) {
            known.put(otherAppId, new PeerAddress("127.0.0.1", internalPort));
            return this;
        }

        /** A state store of this type, as {@code state.in-memory}. */
        Setup store(String name, String type) {
            stores.put(name, type);
            return this;
        }

        Setup application(EchoApp app) {
            application = connected(app.uri().getPort(), AppOptions.Protocol.HTTP, null);
            return this;
        }

        Setup grpcApplication(GrpcEcho app, @Nullable String token) {
            application = connected(app.port(), AppOptions.Protocol.GRPC, token);
            return this;
        }

        private static AppConnection connected(int port, AppOptions.Protocol protocol, @Nullable String token) {
            AppOptions options = new AppOptions("127.0.0.1", port, protocol, 0, token, null);
            return AppChannels.connect(options, (request, next) -> next.apply(request), 4 << 20, JSON, TIME);
        }

        Setup options(ApiOptions given) {
            options = given;
            return this;
        }

        Setup rules(ApiRules given) {
            rules = given;
            return this;
        }

        Setup telemetry(Telemetry given) {
            telemetry = given;
            return this;
        }

        EmbeddedTarget start() {
            return new EmbeddedTarget(this);
        }
    }

    /** Options with any free port. */
    static ApiOptions options(List<String> addresses, @Nullable Path sockets, @Nullable String token) {
        return new ApiOptions(addresses, 0, 0, null, "", sockets, token, "", 4 << 20, 4 << 10, false);
    }

    /** Options with this port. */
    static ApiOptions onPort(int port) {
        return new ApiOptions(List.of("127.0.0.1"), 0, port, null, "", null, null, "", 4 << 20, 4 << 10, false);
    }

    final AtomicInteger shutdowns = new AtomicInteger();
    private final LoopResources loops = LoopResources.create("test", 1, 2, true);
    private final ComponentRegistry registry;
    private final PeerTransport transport;
    private final PeerServer internal;
    private final GrpcApiServer api;
    private final @Nullable AppConnection application;

    private EmbeddedTarget(Setup setup) {
        AppIdentity app = new AppIdentity(setup.appId, "");
        registry = registry(setup, app);
        registry.start().block(LIMIT);
        transport = new PeerTransport(loops, PeerCredentials.plaintext(), setup.options.maxBodySize(), JSON, TIME);
        ComponentHandle<NameResolver> names = registry.find(NameResolver.class, "names");
        NameResolver resolver = names == null ? null : names.ifReady();
        if (resolver == null) {
            throw new IllegalStateException("no name resolver");
        }
        NameResolution resolution = new NameResolution(new KnownFirst(setup.known, resolver), TIME, count -> 0);
        HostAddress host = new HostAddress("127.0.0.1", "localhost");
        application = setup.application;
        AppChannel called = application == null ? null : application.channel();
        InvokeClient invoke = InvokeClients.of(
                app,
                new RemoteApps(app, host, transport, resolution, TIME),
                HttpEndpoints.none(),
                () -> called,
                ResiliencyPolicies.none(),
                Telemetry.none(),
                JSON,
                setup.options.maxBodySize());
        GrpcProxy proxy = new GrpcProxy(app, () -> called, transport, resolution, ResiliencyPolicies.none(), TIME);
        internal = new PeerServer(
                app,
                new InetSocketAddress("127.0.0.1", 0),
                () -> called,
                loops,
                PeerCredentials.plaintext(),
                setup.options.maxBodySize(),
                AccessControl.none(),
                Telemetry.none(),
                TimeSource.system(),
                proxy);
        Integer port = internal.start().block(LIMIT);
        resolver.register(app, new PeerAddress("127.0.0.1", port == null ? 0 : port))
                .block(LIMIT);
        ApiBackend backend = new ApiBackend(
                app,
                registry,
                StateClients.raw(registry, "statestore", ResiliencyPolicies.none(), Telemetry.none()),
                new TestSecrets(),
                invoke,
                proxy,
                new TestMetadata(setup.appId),
                new Readiness(),
                setup.telemetry,
                shutdowns::incrementAndGet);
        api = GrpcApiServer.builder(backend, setup.options, loops)
                .rules(setup.rules)
                .build();
    }

    private static ComponentRegistry registry(Setup setup, AppIdentity app) {
        ComponentRegistry.Builder builder = ComponentRegistry.builder(app, TIME, JSON);
        setup.stores.forEach((name, type) -> builder.component(
                name,
                type,
                "v1",
                type.equals("state.sqlite")
                        ? Map.of(
                                "connectionString",
                                setup.folder.resolve(name + ".db").toString())
                        : Map.of(),
                "the test"));
        return builder.component(
                        "names",
                        "nameresolution.sqlite",
                        "",
                        Map.of(
                                "connectionString",
                                setup.folder.resolve("names.db").toString()),
                        "the test")
                .build();
    }

    /** Begins to listen. */
    Mono<Void> open() {
        return api.start();
    }

    EmbeddedTarget opened() {
        open().block(LIMIT);
        return this;
    }

    List<SocketAddress> addresses() {
        return api.addresses();
    }

    Mono<Void> stop(Duration gracePeriod) {
        return api.stop(gracePeriod);
    }

    @Override
    public int grpcPort() {
        return ((InetSocketAddress) api.addresses().get(0)).getPort();
    }

    @Override
    public void close() {
        api.stop(Duration.ZERO).block(LIMIT);
        internal.stop(Duration.ZERO).block(LIMIT);
        transport.close();
        if (application != null) {
            application.close().block(LIMIT);
        }
        registry.close().block(LIMIT);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(LIMIT);
    }

    /** Metadata as the runtime has them. */
    private record TestMetadata(String appId, Map<String, String> added) implements MetadataClient {

        TestMetadata(String appId) {
            this(appId, new ConcurrentHashMap<>());
        }

        @Override
        public RuntimeMetadata get() {
            RuntimeMetadata.LoadedComponent store =
                    new RuntimeMetadata.LoadedComponent("statestore", "state.test", "v1", List.of("ETAG", "TTL"));
            RuntimeMetadata.AppHealth health =
                    new RuntimeMetadata.AppHealth("/healthz", Duration.ofSeconds(5), Duration.ofMillis(500), 3);
            return new RuntimeMetadata(
                    appId,
                    "1.2.3",
                    List.of("HotReload"),
                    List.of(store),
                    Map.copyOf(added),
                    List.of("github"),
                    List.of(),
                    new RuntimeMetadata.AppConnection(3000, "http", "127.0.0.1", 7, health));
        }

        @Override
        public void put(String key, String value) {
            added.put(key, value);
        }
    }

    /** Instances that the test knows of, and then those that another resolver does. */
    private record KnownFirst(Map<String, PeerAddress> known, NameResolver others) implements NameResolver {

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            PeerAddress address = known.get(appId);
            return address == null ? others.resolve(appId, namespace) : Mono.just(List.of(address));
        }

        @Override
        public Mono<Void> register(AppIdentity app, PeerAddress address) {
            return others.register(app, address);
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
            return others.describe();
        }
    }
}
