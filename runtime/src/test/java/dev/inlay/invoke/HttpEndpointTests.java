package dev.inlay.invoke;

import static dev.inlay.invoke.InvokeFixture.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.Fault;
import dev.inlay.component.MetadataField;
import dev.inlay.component.SecretSource;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.peer.TestIdentity;
import dev.inlay.time.TimeSource;
import io.netty.handler.ssl.ClientAuth;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/** Services outside are called as applications are: by the name of an HTTPEndpoint, or by their URL. */
class HttpEndpointTests {

    private final InvokeFixture fixture = new InvokeFixture();
    private final Deque<DisposableServer> servers = new ArrayDeque<>();
    private final AtomicInteger failuresOfVault = new AtomicInteger();
    private final ComponentRegistry registry = registry();

    @TempDir
    Path folder;

    @AfterEach
    void closeAll() {
        fixture.close();
        servers.forEach(DisposableServer::disposeNow);
    }

    @Test
    void aNamedEndpointGetsTheRequestBelowItsBaseUrlWithTheHeadersOfItsManifest() {
        int port = echo();
        use("""
                metadata: {name: web}
                spec:
                  baseUrl: http://127.0.0.1:%d/base/
                  headers:
                  - {name: X-Mine, value: manifest}
                  - {name: Accept, value: application/x}
                  - {name: x-env, envRef: REGION}
                  - {name: x-forbidden, envRef: APP_API_TOKEN}
                  - {name: x-secret, secretKeyRef: {name: token, key: token}}
                auth: {secretStore: vault}
                """.formatted(port));

        String echoed = text(exchange(request("web", "POST", "a/b%2Fc", "q=1")
                .withHeaders(MessageHeaders.builder()
                        .add("x-mine", "caller")
                        .add("x-other", "kept")
                        .add("connection", "x-hop")
                        .add("x-hop", "stays behind")
                        .build())
                .withBody(MessageBody.of("hello".getBytes(StandardCharsets.UTF_8)))));

        assertThat(echoed.lines())
                .contains(
                        "POST /base/a/b%2Fc?q=1",
                        "x-mine: manifest",
                        "accept: application/x",
                        "x-env: eu",
                        "x-forbidden: ",
                        "x-secret: sesame",
                        "x-other: kept",
                        "content-length: 5",
                        "hello")
                .noneMatch(line -> line.contains("stays behind") || line.startsWith("dapr-caller"));
    }

    @Test
    void aUrlIsCalledWithoutAnyManifest() {
        int port = echo();

        assertThat(text(exchange(request("http://127.0.0.1:" + port + "/pre", "GET", "x", ""))))
                .startsWith("GET /pre/x\n");
        assertThat(text(exchange(request("http://127.0.0.1:" + port, "frob", "", ""))))
                .as("a verb that is not known is POST")
                .startsWith("POST /\n");
    }

    @Test
    void statusAndRedirectsArePassedOnAsTheyAre() {
        int port = serve(HttpServer.create().route(routes -> routes.get(
                        "/moved", (request, response) -> response.sendRedirect("/elsewhere"))
                .get("/teapot", (request, response) -> response.status(418).sendString(Mono.just("short and stout")))));
        String url = "http://127.0.0.1:" + port;

        InvokeResponse moved = exchange(request(url, "GET", "moved", ""));
        InvokeResponse teapot = exchange(request(url, "GET", "teapot", ""));

        assertThat(moved.status()).isEqualTo(302);
        assertThat(moved.headers().first("location")).isEqualTo("/elsewhere");
        moved.body().release();
        assertThat(teapot.status()).isEqualTo(418);
        assertThat(text(teapot)).isEqualTo("short and stout");
    }

    @Test
    void bodiesStreamBothWays() {
        int port = serve(HttpServer.create()
                .handle((request, response) ->
                        response.send(request.receive().retain().doOnNext(buffer -> {}))));
        Sinks.Many<ByteBuffer> sent = Sinks.many().unicast().onBackpressureBuffer();
        sent.tryEmitNext(bytes("first"));

        InvokeResponse response = exchange(
                request("http://127.0.0.1:" + port, "POST", "", "").withBody(MessageBody.stream(sent.asFlux())));
        Flux<String> received = response.body().stream()
                .map(buffer -> StandardCharsets.UTF_8.decode(buffer).toString())
                .doOnNext(text -> {
                    if (text.equals("first")) {
                        sent.tryEmitNext(bytes("second"));
                        sent.tryEmitComplete();
                    }
                });

        assertThat(received.collectList().block(LIMIT)).containsExactly("first", "second");
    }

    @Test
    void whoCannotBeReachedIsNamedWithTheReason() {
        int port = echo();
        servers.pop().disposeNow();
        use("""
                metadata: {name: dead}
                spec: {baseUrl: "http://127.0.0.1:%d"}
                """.formatted(port));

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> exchange(request("dead", "GET", "x", "a=b")))
                .withMessageStartingWith(
                        "failed to invoke, id: dead, err: GET \"http://127.0.0.1:" + port + "/x?a=b\": ")
                .withMessageContaining("Connection refused")
                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.DIRECT_INVOKE));
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> exchange(request("http://", "GET", "x", "")))
                .withMessageStartingWith("failed to invoke, id: http://, err: invalid URL");
    }

    @Test
    void aSecretThatCouldNotBeReadIsAskedForAgainByTheNextCall() {
        failuresOfVault.set(1);
        use("""
                metadata: {name: web}
                spec:
                  baseUrl: http://127.0.0.1:%d
                  headers:
                  - {name: x-secret, secretKeyRef: {name: token}}
                auth: {secretStore: vault}
                """.formatted(echo()));

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> exchange(request("web", "GET", "x", "")))
                .withMessage("failed to invoke, id: web, err: secret 'token' cannot be read from secret store 'vault':"
                        + " sealed");
        assertThat(text(exchange(request("web", "GET", "x", "")))).contains("x-secret: sesame");
    }

    @Test
    void policiesOfTheEndpointsNameHold() {
        AtomicInteger calls = new AtomicInteger();
        int port = serve(HttpServer.create()
                .handle((request, response) ->
                        response.status(calls.incrementAndGet() < 3 ? 503 : 200).send()));
        use("""
                metadata: {name: flaky}
                spec: {baseUrl: "http://127.0.0.1:%d"}
                """.formatted(port));
        fixture.usePolicies("""
                policies:
                  retries:
                    twice: {policy: constant, duration: 1ms, maxRetries: 2}
                targets:
                  apps:
                    flaky: {retry: twice}
                """);

        InvokeResponse response = exchange(request("flaky", "GET", "x", ""));
        response.body().release();

        assertThat(response.status()).isEqualTo(200);
        assertThat(calls).hasValue(3);
    }

    @Test
    void aServerIsTrustedByTheManifestsRootAndGetsTheManifestsCertificate() throws Exception {
        TestIdentity server = TestIdentity.create(folder);
        TestIdentity client = TestIdentity.create(folder);
        Http11SslContextSpec tls = Http11SslContextSpec.forServer(stream(server.certificate()), stream(server.key()))
                .configure(context ->
                        context.trustManager(stream(client.certificate())).clientAuth(ClientAuth.REQUIRE));
        int port = serve(HttpServer.create()
                .secure(spec -> spec.sslContext(tls))
                .handle((request, response) -> response.sendString(Mono.just("secure"))));
        use("""
                metadata: {name: full}
                spec:
                  baseUrl: https://127.0.0.1:%1$d
                  clientTLS:
                    rootCA: {value: "%2$s"}
                    certificate: {value: "%3$s"}
                    privateKey: {secretKeyRef: {name: key}}
                    renegotiation: Never
                auth: {secretStore: vault}
                ---
                metadata: {name: anonymous}
                spec:
                  baseUrl: https://127.0.0.1:%1$d
                  clientTLS:
                    rootCA: {value: "%2$s"}
                """.formatted(port, escaped(server.certificate()), escaped(client.certificate())));
        key = client.key();

        assertThat(text(exchange(request("full", "GET", "x", "")))).isEqualTo("secure");
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> text(exchange(request("anonymous", "GET", "x", ""))));
        assertThatExceptionOfType(InlayException.class)
                .as("a certificate that the JVM does not trust")
                .isThrownBy(() -> exchange(request("https://127.0.0.1:" + port, "GET", "x", "")))
                .withMessageContaining("certif");
    }

    @Test
    void everyFaultIsFound() {
        List<Fault> faults = fixture.useEndpoints(registry, this::environment, """
                metadata: {name: a}
                spec: {}
                ---
                metadata: {name: b}
                spec:
                  baseUrl: ftp://example.com
                  headers:
                  - {value: x}
                  - {name: x-secret, secretKeyRef: {name: token}}
                auth: {secretStore: vautl}
                ---
                metadata: {name: c}
                spec:
                  baseUrl: https://example.com
                  clientTLS:
                    rootCA: {value: nonsense}
                    certificate: {value: nonsense}
                    renegotiation: Sometimes
                ---
                metadata: {name: d}
                spec:
                  baseUrl: https://example.com
                  clientTLS:
                    certificate: {value: nonsense}
                    privateKey: {secretKeyRef: {name: key}}
                """);

        assertThat(faults)
                .extracting(fault -> fault.field() + " " + fault.problem())
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("spec.baseUrl is missing"),
                        fault -> assertThat(fault).startsWith("spec.baseUrl 'ftp://example.com' is no URL"),
                        fault -> assertThat(fault).startsWith("spec.headers[0].name is missing"),
                        fault -> assertThat(fault)
                                .startsWith("auth.secretStore names 'vautl', which is no secret store")
                                .contains("vault"),
                        fault -> assertThat(fault).startsWith("spec.clientTLS.privateKey is missing"),
                        fault -> assertThat(fault).startsWith("spec.clientTLS.renegotiation is 'Sometimes'"),
                        fault -> assertThat(fault).startsWith("spec.clientTLS.rootCA cannot be read"),
                        fault -> assertThat(fault).startsWith("auth.secretStore is missing"));
    }

    private String key = "";

    private void use(String yaml) {
        assertThat(fixture.useEndpoints(registry, this::environment, yaml)).isEmpty();
    }

    private String environment(String variable) {
        return Map.of("REGION", "eu", "APP_API_TOKEN", "hidden").getOrDefault(variable, "");
    }

    private InvokeResponse exchange(InvokeRequest request) {
        return Objects.requireNonNull(fixture.client().exchange(request).block(LIMIT));
    }

    private static InvokeRequest request(String target, String verb, String method, String query) {
        return new InvokeRequest(target, verb, method, query, MessageHeaders.empty(), MessageBody.empty());
    }

    private static String text(InvokeResponse response) {
        byte[] bytes = Objects.requireNonNull(response.body().toBytes(1 << 20).block(LIMIT));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A server that answers with what it got. */
    private int echo() {
        return serve(HttpServer.create()
                .handle((request, response) -> response.sendString(request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .map(body -> describe(request) + body))));
    }

    private static String describe(HttpServerRequest request) {
        return request.method() + " " + request.uri() + "\n"
                + request.requestHeaders().entries().stream()
                        .map(field -> field.getKey().toLowerCase(Locale.ROOT) + ": " + field.getValue())
                        .collect(Collectors.joining("\n"))
                + "\n\n";
    }

    private int serve(HttpServer server) {
        DisposableServer bound = server.host("127.0.0.1").port(0).bindNow(LIMIT);
        servers.push(bound);
        return bound.port();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String escaped(String pem) {
        return pem.replace("\n", "\\n");
    }

    private ComponentRegistry registry() {
        ComponentRegistry made = ComponentRegistry.builder(
                        InvokeFixture.SELF, TimeSource.system(), JsonCodec.standard())
                .factories(List.of(new VaultFactory()))
                .component("vault", "secretstores.test", "v1", Map.of(), "the test")
                .build();
        made.start().block(LIMIT);
        return made;
    }

    /** Makes the store that has the token and the client's key. */
    private final class VaultFactory implements ComponentFactory {

        @Override
        public String type() {
            return "secretstores.test";
        }

        @Override
        public List<MetadataField> fields() {
            return List.of();
        }

        @Override
        public SecretSource create(ComponentContext context) {
            return new Vault();
        }
    }

    private final class Vault implements SecretSource {

        @Override
        public Mono<Void> init() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }

        @Override
        public Mono<Map<String, String>> get(String name, Map<String, String> metadata) {
            return Mono.defer(() -> failuresOfVault.getAndDecrement() > 0
                    ? Mono.error(new IllegalStateException("sealed"))
                    : Mono.just(Map.of(name, name.equals("key") ? key : "sesame")));
        }
    }
}
