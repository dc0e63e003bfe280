package dev.inlay.invoke;

import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.Fault;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.component.ResourceValues;
import dev.inlay.peer.HostAddress;
import dev.inlay.peer.NameResolution;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerServer;
import dev.inlay.peer.PeerTransport;
import dev.inlay.peer.RemoteApps;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** An application {@code self} that calls others, found in a map. */
final class InvokeFixture implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final AppIdentity SELF = new AppIdentity("self", "");

    final LoopResources loops = LoopResources.create("test", 1, true);
    final Map<String, PeerAddress> addresses = new ConcurrentHashMap<>();
    final PeerTransport transport =
            new PeerTransport(loops, PeerCredentials.plaintext(), 1 << 20, JsonCodec.standard(), TimeSource.system());
    private final Deque<Runnable> closers = new ArrayDeque<>();
    HttpEndpoints endpoints = HttpEndpoints.none();
    ResiliencyPolicies policies = ResiliencyPolicies.none();

    @Nullable AppChannel own;

    InvokeClient client() {
        NameResolution resolution = new NameResolution(new Directory(), TimeSource.system(), count -> 0);
        return InvokeClients.of(
                SELF,
                new RemoteApps(SELF, new HostAddress("127.0.0.1", "here"), transport, resolution, TimeSource.system()),
                endpoints,
                () -> own,
                policies,
                Telemetry.none(),
                JsonCodec.standard(),
                1 << 20);
    }

    /** Endpoints from this YAML, whose secrets are in this registry. */
    List<Fault> useEndpoints(ComponentRegistry registry, UnaryOperator<@Nullable String> environment, String yaml) {
        List<Resource> resources = new ArrayList<>();
        for (Object document : new Yaml().loadAll(yaml)) {
            @SuppressWarnings("unchecked")
            Map<String, Object> body = (Map<String, Object>) document;
            @SuppressWarnings("unchecked")
            Map<String, Object> metadata = (Map<String, Object>) body.getOrDefault("metadata", Map.of());
            resources.add(new Resource(
                    "HTTPEndpoint",
                    String.valueOf(metadata.get("name")),
                    "",
                    List.of(),
                    body,
                    ResourceSource.of("endpoints.yaml")));
        }
        List<Fault> faults = new ArrayList<>();
        endpoints = HttpEndpoints.of(
                resources, new ResourceValues(SELF, registry, environment), UnaryOperator.identity(), faults);
        return faults;
    }

    void usePolicies(String yaml) {
        Map<String, Object> body = new Yaml().load("spec:\n" + yaml.indent(2));
        policies = ConfiguredPolicies.of(
                List.of(new Resource("Resiliency", "p", "", List.of(), body, ResourceSource.of("resiliency.yaml"))),
                CircuitBreakerRegistry.ofDefaults(),
                RetryRegistry.ofDefaults(),
                TimeLimiterRegistry.ofDefaults(),
                PolicyListener.none(),
                TimeSource.system());
    }

    /** Another application, with its internal port open. Closed with the fixture. */
    void serve(String appId, AccessControl access, @Nullable AppChannel channel) {
        PeerServer server = new PeerServer(
                new AppIdentity(appId, ""),
                new InetSocketAddress("127.0.0.1", 0),
                () -> channel,
                loops,
                PeerCredentials.plaintext(),
                1 << 20,
                access,
                Telemetry.none(),
                TimeSource.system(),
                null);
        int port = Objects.requireNonNull(server.start().block(LIMIT));
        closers.push(() -> server.stop(Duration.ofSeconds(1)).block(LIMIT));
        addresses.put(appId, new PeerAddress("127.0.0.1", port));
    }

    @Override
    public void close() {
        transport.close();
        endpoints.close().block(LIMIT);
        closers.forEach(Runnable::run);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(LIMIT);
    }

    /** Finds applications in the map. */
    private final class Directory implements NameResolver {

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
            return Mono.empty();
        }

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            return Mono.justOrEmpty(addresses.get(appId)).map(List::of);
        }

        @Override
        public Duration keepsAnswers() {
            return Duration.ofMinutes(1);
        }

        @Override
        public String describe() {
            return "the test";
        }
    }
}
