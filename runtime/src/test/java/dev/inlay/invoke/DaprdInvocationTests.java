package dev.inlay.invoke;

import static dev.inlay.invoke.InvokeFixture.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.peer.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Calls of an application beside a daprd, compared with daprd's calls of itself: the application gets the same requests.
 * Needs the environment variable DAPR_BIN.
 */
class DaprdInvocationTests {

    private static final String ACCESS_CONTROL = """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: config
            spec:
              accessControl:
                defaultAction: %s
                trustDomain: public
            """;

    private final InvokeFixture fixture = new InvokeFixture();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable DisposableServer application;
    private @Nullable Process daprd;
    private int httpPort;

    @TempDir
    Path folder;

    @BeforeEach
    void startApplication() {
        application = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.sendString(request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .map(body -> describe(request) + body)))
                .bindNow(LIMIT);
    }

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
        if (daprd != null) {
            daprd.destroy();
            if (!daprd.waitFor(10, TimeUnit.SECONDS)) {
                daprd.destroyForcibly();
            }
        }
        if (application != null) {
            application.disposeNow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "orders/42, ''",
        "a%20b, q=%20x&y",
        "x/../../y, ''",
        "a%2F..%2Fb, ''",
        "%E2%82%AC;x=1, ''",
        "a+b, a+b",
        "a%22b%3Cc, ''",
        "'', ''"
    })
    void anApplicationBesideDaprdGetsTheRequestLineThatDaprdGivesIt(String method, String query) throws Exception {
        start("allow");
        String path = "/v1.0/invoke/callee/method/" + method + (query.isEmpty() ? "" : "?" + query);
        HttpResponse<String> own = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        String ours = text(exchange("GET", method, query));

        assertThat(ours.lines().findFirst()).isEqualTo(own.body().lines().findFirst());
    }

    @Test
    void bodiesAndHeadersArriveAtAnApplicationBesideDaprd() throws Exception {
        start("allow");
        InvokeRequest request = new InvokeRequest("callee", "POST", "x")
                .withHeaders(MessageHeaders.builder()
                        .add("content-type", "text/x-test")
                        .add("x-many", "1")
                        .add("x-many", "2")
                        .build())
                .withBody(MessageBody.of("hello".getBytes(StandardCharsets.UTF_8)));

        String echoed =
                text(Objects.requireNonNull(fixture.client().exchange(request).block(LIMIT)));

        assertThat(echoed.lines())
                .contains(
                        "POST /x",
                        "content-type: text/x-test",
                        "x-many: 1",
                        "x-many: 2",
                        "dapr-caller-app-id: self",
                        "dapr-caller-namespace: default",
                        "dapr-callee-app-id: callee",
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-host: here",
                        "forwarded: for=127.0.0.1;by=127.0.0.1;host=here",
                        "hello");
    }

    @Test
    void whomDaprdDoesNotLetInIsToldInItsWords() throws Exception {
        start("deny");

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> exchange("GET", "orders/42", ""))
                .withMessage(
                        "failed to invoke, id: callee, err: rpc error: code = PermissionDenied desc = access control"
                                + " policy has denied access to id:  operation: orders/42 verb: GET")
                .satisfies(error -> assertThat(error.httpStatus()).isEqualTo(403));
    }

    private InvokeResponse exchange(String verb, String method, String query) {
        InvokeRequest request = new InvokeRequest(
                "callee", verb, method, query, MessageHeaders.of("accept", "*/*"), MessageBody.empty());
        return Objects.requireNonNull(fixture.client().exchange(request).block(LIMIT));
    }

    private static String text(InvokeResponse response) {
        byte[] bytes = Objects.requireNonNull(response.body().toBytes(1 << 20).block(LIMIT));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String describe(HttpServerRequest request) {
        return request.method() + " " + request.uri() + "\n"
                + request.requestHeaders().entries().stream()
                        .map(field -> field.getKey().toLowerCase(Locale.ROOT) + ": " + field.getValue())
                        .collect(Collectors.joining("\n"))
                + "\n\n";
    }

    private void start(String defaultAction) throws IOException {
        String binary = System.getenv("DAPR_BIN");
        assumeTrue(
                binary != null && Files.isExecutable(Path.of(binary)),
                "skipped: set DAPR_BIN to the path of a daprd binary to hold invocation against it");
        Path config = Files.writeString(folder.resolve("config.yaml"), ACCESS_CONTROL.formatted(defaultAction));
        httpPort = freePort();
        int internalPort = freePort();
        ProcessBuilder command = new ProcessBuilder(
                binary,
                "--app-id=callee",
                "--app-port=" + Objects.requireNonNull(application).port(),
                "--config=" + config,
                "--dapr-http-port=" + httpPort,
                "--dapr-grpc-port=" + freePort(),
                "--dapr-internal-grpc-port=" + internalPort,
                "--enable-metrics=false",
                "--dapr-listen-addresses=127.0.0.1");
        command.environment().put("DAPR_HOST_IP", "127.0.0.1");
        daprd = command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("daprd.log").toFile())
                .start();
        fixture.addresses.put("callee", new PeerAddress("127.0.0.1", internalPort));
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/v1.0/healthz"))
                .build();
        await("daprd to be ready")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> http.send(health, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 204);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
