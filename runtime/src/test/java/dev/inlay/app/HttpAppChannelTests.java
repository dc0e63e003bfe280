package dev.inlay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.HeaderFields;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import dev.inlay.time.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;

/** Calls of an application that speaks HTTP, against a real server. */
class HttpAppChannelTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final MessageFilter NOTHING = (request, next) -> next.apply(request);

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private @Nullable DisposableServer server;
    private @Nullable AppConnection connection;

    @AfterEach
    void close() {
        if (connection != null) {
            connection.close().block(LIMIT);
        }
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(5));
        }
    }

    private int serve(
            UnaryOperator<HttpServer> configure,
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> application) {
        DisposableServer started = configure
                .apply(HttpServer.create().host("127.0.0.1").port(0))
                .handle((request, response) -> {
                    requests.add(request.method() + " " + request.uri());
                    return application.apply(request, response);
                })
                .bindNow();
        server = started;
        return started.port();
    }

    private AppConnection connect(
            int port, AppOptions.Protocol protocol, @Nullable String token, AppOptions.@Nullable HealthCheck health) {
        AppConnection made = AppChannels.connect(
                new AppOptions("127.0.0.1", port, protocol, 0, token, health),
                NOTHING,
                1 << 20,
                JsonCodec.standard(),
                TimeSource.system());
        connection = made;
        return made;
    }

    private AppChannel plain(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> application) {
        return connect(serve(server -> server, application), AppOptions.Protocol.HTTP, null, null)
                .channel();
    }

    private static InvokeResponse answer(AppChannel channel, InvokeRequest request) {
        InvokeResponse answer = channel.invoke(request).block(LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static String text(InvokeResponse answer) {
        byte[] bytes = answer.body().toBytes(1 << 20).block(LIMIT);
        return new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8);
    }

    private static Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        return response.status(201)
                .header("Content-Type", "text/x-order")
                .header("X-App", "orders")
                .send(request.receive().retain());
    }

    private static InvokeRequest order() {
        MessageHeaders headers = MessageHeaders.builder()
                .add("Content-Type", "application/json")
                .add("X-Caller", "shop")
                .build();
        return new InvokeRequest(
                "orders",
                "PUT",
                "orders/a%20b",
                "q=1&q=%2F",
                headers,
                MessageBody.of("{\"id\":1}".getBytes(StandardCharsets.UTF_8)));
    }

    private void expectTheOrderAnswered(AppChannel channel) {
        InvokeResponse answer = answer(channel, order());
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.grpc()).isNull();
        assertThat(answer.headers().all("x-app")).containsExactly("orders");
        assertThat(answer.headers().first("content-type")).isEqualTo("text/x-order");
        assertThat(HeaderFields.of(answer.headers()).keySet()).noneMatch(name -> name.startsWith("x-http2"));
        assertThat(text(answer)).isEqualTo("{\"id\":1}");
        assertThat(requests.poll()).isEqualTo("PUT /orders/a%20b?q=1&q=%2F");
    }

    @Test
    void aCallGoesThereAndBackOverHttp() {
        expectTheOrderAnswered(plain(HttpAppChannelTests::echo));
    }

    @Test
    void aCallGoesThereAndBackOverHttp2WithoutTls() {
        int port = serve(server -> server.protocol(HttpProtocol.H2C), HttpAppChannelTests::echo);
        expectTheOrderAnswered(
                connect(port, AppOptions.Protocol.H2C, null, null).channel());
    }

    @Test
    void aCallGoesThereAndBackOverTlsWhateverTheCertificate(@TempDir Path folder) throws Exception {
        Http11SslContextSpec ssl = Http11SslContextSpec.forServer(SelfSigned.create(folder));
        int port = serve(server -> server.secure(spec -> spec.sslContext(ssl)), HttpAppChannelTests::echo);
        expectTheOrderAnswered(
                connect(port, AppOptions.Protocol.HTTPS, null, null).channel());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "H2C"})
    void fieldsThatAreAboutAConnectionStayAtIt(AppOptions.Protocol protocol) {
        HttpProtocol spoken = protocol == AppOptions.Protocol.H2C ? HttpProtocol.H2C : HttpProtocol.HTTP11;
        int port = serve(server -> server.protocol(spoken), (request, response) -> {
            requests.add(request.requestHeaders().names().toString().toLowerCase(java.util.Locale.ROOT));
            return response.send();
        });
        MessageHeaders headers = MessageHeaders.builder()
                .add("Connection", "X-Hop")
                .add("X-Hop", "1")
                .add("TE", "trailers")
                .add("Host", "shop.example.com")
                .add("Upgrade", "h2c")
                .build();
        InvokeRequest request = new InvokeRequest("orders", "GET", "a").withHeaders(headers);
        answer(connect(port, protocol, null, null).channel(), request).body().release();
        requests.poll();
        assertThat(requests.poll()).doesNotContain("x-hop", "te,", "upgrade");
    }

    @Test
    void theApplicationIsShownTheRuntimesTokenAndNoOther() {
        int port = serve(server -> server, (request, response) -> {
            requests.add(request.requestHeaders().getAll("dapr-api-token").toString());
            return response.send();
        });
        AppChannel channel =
                connect(port, AppOptions.Protocol.HTTP, "sesame", null).channel();
        answer(channel, new InvokeRequest("orders", "GET", "a").withHeader("dapr-api-token", "a caller's"))
                .body()
                .release();
        requests.poll();
        assertThat(requests.poll()).isEqualTo("[sesame]");
    }

    @Test
    void anApplicationThatDoesNotListenIsNamed() {
        int port = serve(server -> server, HttpAppChannelTests::echo);
        close();
        server = null;
        AppChannel channel = connect(port, AppOptions.Protocol.HTTP, null, null).channel();
        StepVerifier.create(channel.invoke(order()))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(InlayException.class, refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.DIRECT_INVOKE))
                        .hasMessageContaining("127.0.0.1:" + port))
                .verify(LIMIT);
    }

    @Test
    void anAnswerStreamsAndEndsWhenItsReaderLeaves() throws InterruptedException {
        Sinks.Many<String> parts = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Empty<Void> gone = Sinks.empty();
        AppChannel channel = plain((request, response) -> {
            request.withConnection(client -> client.onDispose(gone::tryEmitEmpty));
            return response.sse().sendString(parts.asFlux());
        });
        parts.tryEmitNext("one").orThrow();
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        Disposable reading = answer(channel, new InvokeRequest("orders", "GET", "events")).body().stream()
                .map(StandardCharsets.UTF_8::decode)
                .subscribe(part -> read.add(part.toString()));
        assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
        parts.tryEmitNext("two").orThrow();
        assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
        reading.dispose();
        StepVerifier.create(gone.asMono()).expectComplete().verify(LIMIT);
    }

    @Test
    void aBodyOfUnknownLengthStreams() {
        AppChannel channel = plain((request, response) -> {
            requests.add(String.valueOf(request.requestHeaders().get("content-length")));
            return response.send(request.receive().retain());
        });
        Flux<ByteBuffer> body = Flux.range(0, 3).map(n -> ByteBuffer.wrap(new byte[] {(byte) ('a' + n)}));
        assertThat(text(answer(channel, order().withBody(MessageBody.stream(body)))))
                .isEqualTo("abc");
        requests.poll();
        assertThat(requests.poll()).isEqualTo("null");
    }

    @Test
    void theApplicationTellsOfItsActors() {
        int port = serve(server -> server, (request, response) -> {
            requests.add(request.requestHeaders().get("dapr-app-id") + " "
                    + request.requestHeaders().get("dapr-api-token"));
            return response.header("Content-Type", "application/json").sendString(Mono.just("""
                    {"entities": ["Cart", "Order"], "actorIdleTimeout": "1h", "drainOngoingCallTimeout": "30s",
                     "drainRebalancedActors": true, "reentrancy": {"enabled": true, "maxStackDepth": 5}, "unknown": 1,
                     "entitiesConfig": [{"entities": ["Order"], "actorIdleTimeout": "5m"}]}"""));
        });
        AppConfiguration said = connect(port, AppOptions.Protocol.HTTP, "sesame", null)
                .configuration("shop", Set.of())
                .block(LIMIT);
        AppConfiguration.ActorSettings ofAll =
                new AppConfiguration.ActorSettings("1h", "30s", true, new AppConfiguration.Reentrancy(true, 5));
        AppConfiguration.ActorSettings ofOrders =
                new AppConfiguration.ActorSettings("5m", "", null, new AppConfiguration.Reentrancy(false, null));
        assertThat(said)
                .isEqualTo(new AppConfiguration(
                        List.of("Cart", "Order"),
                        ofAll,
                        List.of(new AppConfiguration.EntitySettings(List.of("Order"), ofOrders))));
        assertThat(requests).containsExactly("GET /dapr/config", "shop sesame");
    }

    @Test
    void anApplicationIsNotAskedWhatItIsNotToBeAsked() {
        AppConnection application =
                connect(serve(server -> server, HttpAppChannelTests::echo), AppOptions.Protocol.HTTP, null, null);
        assertThat(application
                        .configuration("shop", Set.of(InitEndpoint.of("config")))
                        .block(LIMIT))
                .isEqualTo(AppConfiguration.EMPTY);
        assertThat(requests).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InitEndpoint.of("foo"))
                .withMessage("invalid value for 'disable-init-endpoints': foo (expected: config or subscribe)");
    }

    @Test
    void anApplicationWithoutConfigurationOrWithNonsenseSaysNothing() {
        BlockingQueue<String> bodies =
                new LinkedBlockingQueue<>(List.of("{}", "not json", "[]", "null", "{\"entities\": 5}"));
        int port = serve(server -> server, (request, response) -> {
            String body = bodies.poll();
            return body == null ? response.sendNotFound() : response.sendString(Mono.just(body));
        });
        AppConnection application = connect(port, AppOptions.Protocol.HTTP, null, null);
        for (int i = 0; i < 6; i++) {
            assertThat(application.configuration("shop", Set.of()).block(LIMIT)).isEqualTo(AppConfiguration.EMPTY);
        }
        close();
        server = null;
        assertThat(application.configuration("shop", Set.of()).block(LIMIT)).isEqualTo(AppConfiguration.EMPTY);
    }

    @Test
    void healthIsAskedForByPathWithoutTokenAndTurnsWithTheAnswers() throws InterruptedException {
        int[] status = {204};
        int port = serve(server -> server, (request, response) -> {
            if (request.requestHeaders().contains("dapr-api-token")) {
                requests.add("a token");
            }
            return response.status(status[0]).send();
        });
        AppConnection application = connect(
                port,
                AppOptions.Protocol.HTTP,
                "sesame",
                new AppOptions.HealthCheck("/well?deep=1", Duration.ofMillis(50), Duration.ofMillis(50), 2));
        StepVerifier.create(application.channel().invoke(order()))
                .expectErrorMessage("app is not in a healthy state")
                .verify(LIMIT);
        BlockingQueue<Boolean> states = new LinkedBlockingQueue<>();
        application.health().states().subscribe(states::add);
        application.open().block(LIMIT);
        assertThat(states.poll(20, TimeUnit.SECONDS)).isFalse();
        assertThat(states.poll(20, TimeUnit.SECONDS)).isTrue();
        assertThat(requests).contains("GET /well?deep=1").doesNotContain("a token");
        status[0] = 503;
        assertThat(states.poll(20, TimeUnit.SECONDS)).isFalse();
        status[0] = 200;
        assertThat(states.poll(20, TimeUnit.SECONDS)).isTrue();
        answer(application.channel(), order()).body().release();
    }

    @Test
    void filtersStandBeforeEverythingElse() {
        int port = serve(server -> server, HttpAppChannelTests::echo);
        AppConnection application = AppChannels.connect(
                new AppOptions(
                        "127.0.0.1",
                        port,
                        AppOptions.Protocol.HTTP,
                        1,
                        null,
                        new AppOptions.HealthCheck("/", Duration.ofHours(1), Duration.ofSeconds(1), 1)),
                (request, next) -> Mono.just(new InvokeResponse(418, MessageHeaders.empty(), MessageBody.empty())),
                1 << 20,
                JsonCodec.standard(),
                TimeSource.system());
        connection = application;
        assertThat(answer(application.channel(), order()).status()).isEqualTo(418);
        assertThat(requests).isEmpty();
    }
}
