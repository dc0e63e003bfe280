package dev.inlay.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.api.ApiOptions;
import dev.inlay.api.CallLogging;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient.Version;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.HttpProtocol;
import reactor.test.StepVerifier;

class HttpApiServerTests {

    private final HeadFixture head = new HeadFixture();

    @AfterEach
    void stop() {
        head.close();
    }

    @Test
    void it_listens_on_several_addresses_at_one_port() {
        HttpApiServer server =
                head.start(HeadFixture.options(List.of("127.0.0.1", "[::ffff:127.0.0.2]"), null), b -> b);
        List<InetSocketAddress> addresses = server.addresses().stream()
                .map(address -> (InetSocketAddress) address)
                .toList();
        assertThat(addresses).hasSize(2);
        assertThat(addresses.get(1).getPort()).isEqualTo(addresses.get(0).getPort());
        assertThat(addresses).allSatisfy(address -> assertThat(reactor.netty.http.client.HttpClient.create()
                        .remoteAddress(() -> address)
                        .get()
                        .uri("/v1.0/healthz")
                        .response()
                        .block(HeadFixture.LIMIT))
                .satisfies(response -> assertThat(response.status().code()).isEqualTo(204)));
    }

    @Test
    void an_address_that_is_taken_is_named() {
        head.start();
        InetSocketAddress taken = head.address();
        ApiOptions same =
                new ApiOptions(List.of("127.0.0.1"), taken.getPort(), 0, null, "", null, null, "", 1, 4096, false);
        HttpApiServer second = head.make(same, builder -> builder);
        assertThatThrownBy(() -> second.start().block(HeadFixture.LIMIT))
                .hasMessageContaining("the HTTP API cannot listen on 127.0.0.1:" + taken.getPort())
                .hasMessageContaining("expected:");
        assertThat(second.addresses()).isEmpty();
    }

    @Test
    void a_unix_domain_socket_takes_the_place_of_ports(@TempDir Path folder) throws IOException {
        Path socket = folder.resolve("dapr-app-http.socket");
        Files.writeString(socket, "left by a process that was killed");
        HttpApiServer server = head.start(HeadFixture.options(List.of("127.0.0.1"), folder), builder -> builder);
        assertThat(server.addresses()).hasSize(1).noneMatch(InetSocketAddress.class::isInstance);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer reply = ByteBuffer.allocate(1024);
            while (channel.read(reply) >= 0) {
                assertThat(reply.hasRemaining()).isTrue();
            }
            assertThat(new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 204 ");
        }
        head.close();
        assertThat(socket).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP11", "H2C"})
    void both_versions_of_http_are_spoken(HttpProtocol protocol) {
        head.start();
        String answer = head.client()
                .protocol(protocol)
                .post()
                .uri("/v1.0/invoke/other/method/a%2Fb?c=d")
                .send((request, out) -> out.sendString(Mono.just("body")))
                .responseContent()
                .aggregate()
                .asString()
                .block(HeadFixture.LIMIT);
        assertThat(answer).isEqualTo("called /a%2Fb?c=d");
    }

    @Test
    void a_connection_can_be_upgraded_unless_that_is_off() throws Exception {
        head.start();
        assertThat(versionAfterUpgrade()).isEqualTo(Version.HTTP_2);
        head.close();
        try (HeadFixture other = new HeadFixture()) {
            other.start(HeadFixture.options(), builder -> builder.http2(false));
            assertThat(versionAfterUpgrade(other)).isEqualTo(Version.HTTP_1_1);
        }
    }

    @Test
    void a_granted_upgrade_is_spelled_as_clients_know_it() throws IOException {
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket,
                    "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");
            HeadFixture.readUntil(socket, "onnection: Upgrade\r\n");
        }
    }

    @Test
    void a_request_that_asks_for_http2_may_have_a_body() throws Exception {
        head.application = request -> request.body().toBytes(100).map(body -> HeadFixture.text("got " + body.length));
        head.start();
        URI uri = URI.create("http://127.0.0.1:" + head.address().getPort() + "/v1.0/invoke/x/method/y");
        java.net.http.HttpResponse<String> answer = java.net.http.HttpClient.newBuilder()
                .version(Version.HTTP_2)
                .build()
                .send(
                        java.net.http.HttpRequest.newBuilder(uri)
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("body"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("got 4");
        assertThat(answer.version()).isEqualTo(Version.HTTP_2);
    }

    @Test
    void a_request_that_asks_for_http2_wrongly_is_answered_over_http1() throws IOException {
        head.application = request -> request.body().toBytes(100).map(body -> HeadFixture.text("got " + body.length));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket,
                    "POST /v1.0/invoke/x/method/y HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
                            + "Content-Length: 4\r\n\r\nbodyGET /v1.0/healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            HeadFixture.readUntil(socket, "got 4");
            HeadFixture.readUntil(socket, "HTTP/1.1 204");
        }
    }

    private Version versionAfterUpgrade() throws Exception {
        return versionAfterUpgrade(head);
    }

    private static Version versionAfterUpgrade(HeadFixture head) throws Exception {
        return java.net.http.HttpClient.newBuilder()
                .version(Version.HTTP_2)
                .build()
                .send(
                        java.net.http.HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + head.address().getPort() + "/v1.0/healthz"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding())
                .version();
    }

    @Test
    void over_http2_a_call_reaches_the_application_as_over_http1() {
        Sinks.One<InvokeRequest> got = Sinks.one();
        head.application = request -> request.body()
                .toBytes(100)
                .defaultIfEmpty(new byte[0])
                .map(body -> {
                    got.tryEmitValue(request.withBody(MessageBody.of(body))).orThrow();
                    return HeadFixture.text("ok");
                });
        head.start();
        head.client()
                .protocol(HttpProtocol.H2C)
                .headers(headers -> headers.set("x-custom", "1"))
                .post()
                .uri("/v1.0/invoke/other/method/m")
                .send((request, out) -> out.sendString(Mono.just("body")))
                .response()
                .block(HeadFixture.LIMIT);
        StepVerifier.create(got.asMono())
                .assertNext(request -> {
                    List<String> names = new ArrayList<>();
                    request.headers().forEach((name, values) -> names.add(name));
                    assertThat(names)
                            .contains("x-custom")
                            .noneMatch(name -> name.startsWith("x-http2") || name.equals("host"));
                    assertThat(request.body().bytesAtHand()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
                })
                .verifyComplete();
    }

    @Test
    void filters_stand_in_their_order_and_the_pipeline_may_change() {
        List<String> seen = new CopyOnWriteArrayList<>();
        AtomicReference<List<MessageFilter>> pipeline = new AtomicReference<>(List.of(noting(seen, "a")));
        ApiOptions options =
                new ApiOptions(List.of("127.0.0.1"), 0, 0, null, "", null, "token", "*", 1024, 4096, false);
        head.start(options, builder -> builder.filters(List.of(noting(seen, "before")))
                .httpPipeline(pipeline::get));

        assertThat(head.get("/v1.0//invoke/./x/method/y")).isEqualTo("invalid api token\n");
        assertThat(seen).containsExactly("before v1.0/invoke/x/method/y");
        seen.clear();
        getWithToken("/v1.0/invoke/x/method/y");
        assertThat(seen).containsExactly("before v1.0/invoke/x/method/y", "a v1.0/invoke/x/method/y");
        seen.clear();
        pipeline.set(List.of(noting(seen, "b"), noting(seen, "c")));
        getWithToken("/v1.0/healthz");
        assertThat(seen).containsExactly("before v1.0/healthz", "b v1.0/healthz", "c v1.0/healthz");
    }

    private static MessageFilter noting(List<String> seen, String name) {
        return (request, next) -> {
            seen.add(name + " " + request.method());
            return next.apply(request);
        };
    }

    private void getWithToken(String path) {
        head.client()
                .headers(headers -> headers.set("dapr-api-token", "token"))
                .get()
                .uri(path)
                .response()
                .block(HeadFixture.LIMIT);
    }

    @Test
    void a_filter_that_fails_or_says_nothing_is_an_error_of_the_catalogue() {
        head.start(
                HeadFixture.options(),
                builder -> builder.httpPipeline(() -> List.of((request, next) -> {
                    if (request.method().endsWith("throws")) {
                        throw new IllegalStateException("a filter threw");
                    }
                    return Mono.empty();
                })));
        assertThat(head.get("/throws"))
                .contains("\"errorCode\":\"ERR_INTERNAL\"")
                .contains("a filter threw");
        assertThat(head.get("/silent"))
                .contains("\"errorCode\":\"ERR_INTERNAL\"")
                .contains("gave no answer");
    }

    @Test
    void an_answer_that_cannot_be_sent_is_an_error_of_the_catalogue() {
        head.application = request -> Mono.just(
                new InvokeResponse(200, MessageHeaders.of("x-bad", "two\r\nlines"), MessageBody.of(new byte[] {1})));
        head.start();
        assertThat(head.get("/v1.0/invoke/x/method/y")).contains("\"errorCode\":\"ERR_INTERNAL\"");
    }

    @Test
    void what_is_not_ready_is_told() {
        head.readiness.part("grpc-api-server");
        head.readiness.part("runtime");
        head.start();
        assertThat(head.get("/v1.0/healthz"))
                .isEqualTo("{\"errorCode\":\"ERR_HEALTH_NOT_READY\","
                        + "\"message\":\"dapr is not ready: [grpc-api-server runtime]\"}");
        assertThat(head.get("/v1.0/healthz/outbound"))
                .isEqualTo("{\"errorCode\":\"ERR_OUTBOUND_HEALTH_NOT_READY\","
                        + "\"message\":\"dapr outbound is not ready\"}");
        head.readiness.outboundReady(true);
        assertThat(head.get("/v1.0/healthz/outbound")).isNull();
    }

    @Test
    void the_end_is_asked_for_and_answered() {
        head.start();
        assertThat(head.client().post().uri("/v1.0/shutdown").response().block(HeadFixture.LIMIT))
                .satisfies(response -> assertThat(response.status().code()).isEqualTo(204));
        assertThat(head.shutdowns).hasValue(1);
    }

    @Test
    void calls_are_logged_with_what_dapr_tells_of_them() throws InterruptedException {
        try (CallLog log = new CallLog()) {
            head.application = request -> Mono.just(new InvokeResponse(
                    201, MessageHeaders.empty(), MessageBody.stream(Flux.just(ByteBuffer.wrap(new byte[7])))));
            head.start(HeadFixture.options(), builder -> builder.logging(new CallLogging(true, false, false)));
            head.client()
                    .headers(headers -> headers.set("user-agent", "tester/1"))
                    .get()
                    .uri("/v1.0/invoke/x/method/y?secret=1")
                    .responseContent()
                    .aggregate()
                    .asByteArray()
                    .block(HeadFixture.LIMIT);
            assertThat(log.take())
                    .startsWith("method=GET /v1.0/invoke/x/method/y useragent=tester/1 code=201 size=7 duration=");
            head.client()
                    .headers(headers -> headers.set("user-agent", ""))
                    .get()
                    .uri("/v1.0/healthz")
                    .response()
                    .block(HeadFixture.LIMIT);
            assertThat(log.take()).startsWith("method=GET /v1.0/healthz code=204 size=0 duration=");
        }
    }

    @Test
    void the_log_can_hide_paths_and_leave_health_checks_out() throws InterruptedException {
        try (CallLog log = new CallLog()) {
            head.start(HeadFixture.options(), builder -> builder.logging(new CallLogging(true, true, true)));
            head.get("/v1.0/healthz");
            head.get("/v1.0/secrets/store/of-the-king");
            head.get("/v1.0/invoke/x/method/y");
            assertThat(log.take()).startsWith("method=GetSecret ");
            assertThat(log.take()).startsWith("method=InvokeService ");
        }
    }

    @Test
    void pipelined_requests_are_answered_in_their_order() throws IOException {
        head.start();
        try (Socket socket = head.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                requests.append("GET /v1.0/invoke/x/method/").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            HeadFixture.write(socket, requests.toString());
            for (int i = 0; i < 20; i++) {
                HeadFixture.readUntil(socket, "called /" + i);
            }
        }
    }

    @Test
    void addresses_are_empty_once_it_has_stopped() {
        HttpApiServer server = head.start();
        SocketAddress address = server.addresses().get(0);
        assertThat(address).isNotNull();
        head.close();
        assertThat(server.addresses()).isEmpty();
    }
}
