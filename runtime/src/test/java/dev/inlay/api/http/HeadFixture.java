package dev.inlay.api.http;

import dev.inlay.api.ApiBackend;
import dev.inlay.api.ApiOptions;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.health.Readiness;
import dev.inlay.invoke.BlockingInvokeClient;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.metadata.DefaultMetadata;
import dev.inlay.peer.GrpcProxy;
import dev.inlay.peer.NameResolution;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerTransport;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.secret.BlockingSecretClient;
import dev.inlay.secret.SecretClient;
import dev.inlay.state.StateClients;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/** A head on free ports, of an application {@code app} that answers as the test says. No block has a component. */
final class HeadFixture implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    final Readiness readiness = new Readiness();
    final AtomicInteger shutdowns = new AtomicInteger();
    final LoopResources loops = LoopResources.create("head");
    volatile Function<InvokeRequest, Mono<InvokeResponse>> application =
            request -> Mono.just(text("called " + request.pathAndQuery()));
    private @Nullable HttpApiServer server;

    static InvokeResponse text(String text) {
        return new InvokeResponse(200, MessageHeaders.empty(), MessageBody.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The defaults on any free port. */
    static ApiOptions options() {
        return options(List.of("127.0.0.1"), null);
    }

    static ApiOptions options(List<String> addresses, @Nullable Path folder) {
        return new ApiOptions(addresses, 0, 0, null, "", folder, null, "", 4 << 20, 4 << 10, false);
    }

    HttpApiServer start() {
        return start(options(), builder -> builder);
    }

    HttpApiServer start(ApiOptions options, UnaryOperator<HttpApiServer.Builder> wishes) {
        HttpApiServer made = make(options, wishes);
        made.start().block(LIMIT);
        server = made;
        return made;
    }

    HttpApiServer make(ApiOptions options, UnaryOperator<HttpApiServer.Builder> wishes) {
        return wishes.apply(HttpApiServer.builder(backend(), options, loops)).build();
    }

    private ApiBackend backend() {
        AppIdentity app = new AppIdentity("app", "");
        ComponentRegistry nothing = ComponentRegistry.builder(app, TimeSource.system(), JsonCodec.standard())
                .build();
        return new ApiBackend(
                app,
                nothing,
                StateClients.raw(nothing, "statestore", ResiliencyPolicies.none(), Telemetry.none()),
                new NoSecrets(),
                new ScriptedInvoke(),
                proxy(app),
                new DefaultMetadata(
                        app,
                        "1.2.3",
                        nothing,
                        () -> new DefaultMetadata.Resources(List.of(), List.of(), List.of()),
                        () -> null),
                readiness,
                Telemetry.none(),
                shutdowns::incrementAndGet);
    }

    /** A proxy that finds nobody. */
    private GrpcProxy proxy(AppIdentity app) {
        TimeSource time = TimeSource.system();
        return new GrpcProxy(
                app,
                () -> null,
                new PeerTransport(loops, PeerCredentials.plaintext(), 4 << 20, JsonCodec.standard(), time),
                new NameResolution(new Nobody(), time, count -> 0),
                ResiliencyPolicies.none(),
                time);
    }

    InetSocketAddress address() {
        if (server == null) {
            throw new IllegalStateException("the test has not started the head");
        }
        return (InetSocketAddress) server.addresses().get(0);
    }

    /** A client of the first address. */
    HttpClient client() {
        return HttpClient.create().remoteAddress(this::address);
    }

    /** The body that a GET brings. */
    @Nullable String get(String path) {
        return client().get().uri(path).responseContent().aggregate().asString().block(LIMIT);
    }

    /** A connection on which the test writes bytes. */
    Socket connect() throws IOException {
        Socket socket = new Socket(address().getAddress(), address().getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** What comes on a connection, until it has this in it. */
    static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the connection was closed after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(Duration.ZERO).block(LIMIT);
        }
        loops.disposeLater(Duration.ZERO, LIMIT).block(LIMIT);
    }

    private final class ScriptedInvoke implements InvokeClient {

        @Override
        public Mono<InvokeResponse> exchange(InvokeRequest request) {
            return application.apply(request);
        }

        @Override
        public <T> Mono<T> invoke(String verb, String appId, String path, @Nullable Object body, TypeRef<T> type) {
            throw new UnsupportedOperationException("a head has no types");
        }

        @Override
        public BlockingInvokeClient blocking() {
            throw new UnsupportedOperationException("a head does not block");
        }
    }

    private static final class Nobody implements NameResolver {

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            return Mono.just(List.of());
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
            return "nobody";
        }
    }

    private static final class NoSecrets implements SecretClient {

        @Override
        public Mono<Map<String, String>> get(String store, String name, Map<String, String> metadata) {
            return Mono.just(Map.of());
        }

        @Override
        public Mono<Map<String, Map<String, String>>> getAll(String store, Map<String, String> metadata) {
            return Mono.just(Map.of());
        }

        @Override
        public BlockingSecretClient blocking() {
            throw new UnsupportedOperationException("a head does not block");
        }
    }
}
