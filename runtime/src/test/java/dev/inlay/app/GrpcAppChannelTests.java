package dev.inlay.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.HeaderFields;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.MessageTooLargeException;
import dev.inlay.time.TimeSource;
import io.dapr.v1.AppCallbackGrpc;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Calls of an application that speaks gRPC, against a real server. Expectations are what daprd 1.18.3 did. */
class GrpcAppChannelTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_BODY = 1 << 20;
    private static final TypeRef<Map<String, Object>> DOCUMENT = new TypeRef<>() {};

    private final GrpcApplication application;
    private AppConnection connection;

    GrpcAppChannelTests() throws IOException {
        application = GrpcApplication.start();
        connection = connect(application.port(), AppOptions.Protocol.GRPC, null, null);
    }

    private static AppConnection connect(
            int port, AppOptions.Protocol protocol, @Nullable String token, AppOptions.@Nullable HealthCheck health) {
        return AppChannels.connect(
                new AppOptions("127.0.0.1", port, protocol, 0, token, health),
                (request, next) -> {
                    throw new AssertionError("filters are for applications that speak HTTP");
                },
                MAX_BODY,
                JsonCodec.standard(),
                TimeSource.system());
    }

    @AfterEach
    void close() {
        connection.close().block(LIMIT);
        application.close();
    }

    private InvokeResponse call(InvokeRequest request) {
        InvokeResponse answer = connection.channel().invoke(request).block(LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static byte[] bytes(InvokeResponse answer) {
        byte[] bytes = answer.body().bytesAtHand();
        assertThat(bytes).isNotNull();
        return bytes;
    }

    private static InvokeRequest order(String... namesAndValues) {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        MessageBody body = MessageBody.of("{}".getBytes(StandardCharsets.UTF_8));
        return new InvokeRequest("orders", "PUT", "orders/a%20b", "q=1&q=2", headers.build(), body);
    }

    /** What the application got, by name; bytes as base64. */
    private Map<String, List<String>> metadataOf(InvokeRequest request) throws InterruptedException {
        assertThat(call(request).status()).isEqualTo(200);
        Metadata metadata = application.nextCall().metadata();
        Map<String, List<String>> seen = new TreeMap<>();
        for (String name : metadata.keys()) {
            List<String> values = new ArrayList<>();
            if (name.endsWith("-bin")) {
                metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER))
                        .forEach(value -> values.add(Base64.getEncoder().encodeToString(value)));
            } else {
                metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
                        .forEach(values::add);
            }
            seen.put(name, values);
        }
        List.of("content-type", "user-agent", "grpc-accept-encoding").forEach(seen::remove);
        return seen;
    }

    @Test
    void aMethodThatIsNoPartOfAUrlGoesAsItStands() throws InterruptedException {
        call(order().withPlainMethod("orders/a%20b%zz"));
        assertThat(application.nextCall().message().getMethod()).isEqualTo("orders/a%20b%zz");
    }

    @Test
    void theTypeThatTheCallerGivesItsDataGoesWithThem() throws InterruptedException {
        InvokeRequest order = order();
        call(order.withBody(order.body().withType("type.example.com/Order")));
        assertThat(application.nextCall().message().getData().getTypeUrl()).isEqualTo("type.example.com/Order");
    }

    @Test
    void whereNobodyTracesTheApplicationIsToldSo() throws InterruptedException {
        assertThat(metadataOf(order("traceparent", "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00")))
                .containsKey("grpc-trace-bin");
    }

    @Test
    void moreCallsThanOneConnectionTakesAreUnderWayAtOnce() throws InterruptedException {
        int calls = GrpcApplication.CALLS_ON_A_CONNECTION + 20;
        Disposable.Composite underWay = Disposables.composite();
        for (int i = 0; i < calls; i++) {
            underWay.add(connection
                    .channel()
                    .invoke(new InvokeRequest("orders", "POST", "hang"))
                    .subscribe());
        }
        for (int i = 0; i < calls; i++) {
            application.nextCall();
        }
        underWay.dispose();
    }

    @Test
    void theApplicationGetsTheDecodedMethodAndAnswers() throws InterruptedException {
        InvokeResponse answer = call(order("Content-Type", "application/json"));
        var message = application.nextCall().message();
        assertThat(message.getMethod()).isEqualTo("orders/a b");
        assertThat(message.getContentType()).isEqualTo("application/json");
        assertThat(message.getData().getValue().toStringUtf8()).isEqualTo("{}");
        assertThat(message.getHttpExtension())
                .isEqualTo(HTTPExtension.newBuilder()
                        .setVerb(HTTPExtension.Verb.PUT)
                        .setQuerystring("q=1&q=2")
                        .build());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(HeaderFields.of(answer.headers()))
                .isEqualTo(Map.of("content-type", List.of("text/plain"), "x-app", List.of("orders")));
        assertThat(bytes(answer)).asString(StandardCharsets.UTF_8).isEqualTo("re:{}");
        assertThat(answer.grpc()).isNotNull().matches(GrpcOutcome::isOk);
    }

    @Test
    void fieldsPassInLowerCaseAndThoseOfHttpWithAPrefix() throws InterruptedException {
        assertThat(metadataOf(order(
                        "X-Order", "1",
                        "X-Order", "2",
                        "baggage", "user=ann",
                        "Authorization", "Bearer t",
                        "Content-Type", "application/json",
                        "If-Match", "\"1\"",
                        "accept", "*/*",
                        "Cookie", "c=1",
                        "Host", "shop.example.com")))
                .isEqualTo(Map.of(
                        "x-order", List.of("1", "2"),
                        "baggage", List.of("user=ann"),
                        "authorization", List.of("Bearer t"),
                        "dapr-content-type", List.of("application/json"),
                        "dapr-content-length", List.of("2"),
                        "dapr-if-match", List.of("\"1\""),
                        "dapr-accept", List.of("*/*"),
                        "dapr-cookie", List.of("c=1"),
                        "dapr-host", List.of("shop.example.com")));
    }

    @Test
    void whatGrpcSaysItselfOrCannotSayIsLeftOut() throws InterruptedException {
        assertThat(metadataOf(order(
                                "User-Agent", "curl",
                                "TE", "trailers",
                                "grpc-timeout", "1n",
                                "grpc-encoding", "x",
                                "grpc-status", "5",
                                ":authority", "shop",
                                "x!y", "1",
                                "destination-app-id", "orders")
                        .withBody(MessageBody.empty())))
                .isEmpty();
    }

    @Test
    void bytesAreDecodedAndTheTraceIsToldInBothForms() throws InterruptedException {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assertThat(metadataOf(order(
                                "x-key-bin",
                                "AQI=",
                                "x-text-bin",
                                "no base64!",
                                "traceparent",
                                trace,
                                "tracestate",
                                "a=b")
                        .withBody(MessageBody.empty())))
                .isEqualTo(Map.of(
                        "x-key-bin", List.of("AQI="),
                        "x-text-bin",
                                List.of(Base64.getEncoder()
                                        .encodeToString("no base64!".getBytes(StandardCharsets.UTF_8))),
                        "traceparent", List.of(trace),
                        "tracestate", List.of("a=b"),
                        "grpc-trace-bin", List.of("AAAK92UZFs1D3YRI6yEcgDGcAbeta3FpIDMxAgE=")));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 408", "2, 500", "3, 400", "4, 504", "5, 404", "6, 409", "7, 403", "8, 429", "9, 400", "10, 409", "11, 400",
        "12, 501", "13, 500", "14, 503", "15, 500", "16, 401"
    })
    void aFailureIsAnAnswerWithTheStatusOfHttpAndTheWholeOfGrpcs(int code, int status) {
        InvokeResponse answer = call(new InvokeRequest("orders", "GET", "fail/" + code));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
        Map<String, Object> body = JsonCodec.standard().decode(bytes(answer), DOCUMENT.type());
        assertThat(body)
                .isEqualTo(Map.of(
                        "code",
                        code,
                        "message",
                        "it \"failed\"",
                        "details",
                        List.of(
                                Map.of(
                                        "@type", "type.googleapis.com/google.rpc.ErrorInfo",
                                        "reason", "GONE",
                                        "domain", "shop",
                                        "metadata", Map.of("id", "7")),
                                Map.of("@type", "type.googleapis.com/shop.Unknown", "value", "YWJj"))));
        assertThat(answer.grpc()).isNotNull().satisfies(outcome -> {
            assertThat(outcome.code()).isEqualTo(code);
            assertThat(outcome.message()).isEqualTo("it \"failed\"");
            assertThat(outcome.details()).hasSize(2);
        });
    }

    @Test
    void anApplicationThatDoesNotListenAnswersUnavailableAndIsFoundAgainAtOnce() throws IOException {
        int port = application.port();
        application.close();
        assertThat(call(order()).status()).isEqualTo(503);
        try (GrpcApplication again = new GrpcApplication(InsecureServerCredentials.create(), port)) {
            StepVerifier.create(connection
                            .channel()
                            .invoke(order())
                            .filter(answer -> answer.status() == 200)
                            .repeatWhenEmpty(100, missed -> missed.delayElements(Duration.ofMillis(20))))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(3));
            assertThat(again.calls).isNotEmpty();
        }
    }

    @Test
    void aCallerThatLeavesCancelsTheCall() throws InterruptedException {
        var waiting = connection
                .channel()
                .invoke(new InvokeRequest("orders", "GET", "hang"))
                .subscribe();
        application.nextCall();
        waiting.dispose();
        assertThat(application.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("hang");
    }

    @Test
    void aStreamedBodyIsGatheredWithinTheLimit() throws InterruptedException {
        Flux<ByteBuffer> parts = Flux.range(0, 3).map(n -> ByteBuffer.wrap(new byte[] {(byte) ('a' + n)}));
        call(order().withBody(MessageBody.stream(parts)));
        assertThat(application.nextCall().message().getData().getValue().toStringUtf8())
                .isEqualTo("abc");
        Flux<ByteBuffer> endless = Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(64 << 10)));
        StepVerifier.create(connection.channel().invoke(order().withBody(MessageBody.stream(endless))))
                .expectError(MessageTooLargeException.class)
                .verify(LIMIT);
    }

    @Test
    void aCallGoesThereAndBackOverTlsWhateverTheCertificate(@TempDir Path folder) throws Exception {
        KeyManagerFactory keys = SelfSigned.create(folder);
        try (GrpcApplication secure = new GrpcApplication(
                TlsServerCredentials.newBuilder()
                        .keyManager(keys.getKeyManagers())
                        .build(),
                0)) {
            AppConnection overTls = connect(secure.port(), AppOptions.Protocol.GRPCS, null, null);
            InvokeResponse answer = overTls.channel().invoke(order()).block(LIMIT);
            assertThat(answer).isNotNull().extracting(InvokeResponse::status).isEqualTo(200);
            overTls.close().block(LIMIT);
        }
    }

    @Test
    void theApplicationIsShownTheRuntimesTokenAndNoOther() throws InterruptedException {
        connection.close().block(LIMIT);
        connection = connect(application.port(), AppOptions.Protocol.GRPC, "sesame", null);
        assertThat(metadataOf(order("dapr-api-token", "a caller's")))
                .containsEntry("dapr-api-token", List.of("sesame"));
    }

    @ParameterizedTest
    @CsvSource({"sesame, sesame", ", "})
    void callsThatAreHandedThroughCarryTheRuntimesTokenOnly(@Nullable String token, @Nullable String shown)
            throws InterruptedException {
        connection.close().block(LIMIT);
        connection = connect(application.port(), AppOptions.Protocol.GRPC, token, null);
        Channel channel = connection.channel().grpc();
        assertThat(channel).isNotNull();
        Metadata callers = new Metadata();
        Metadata.Key<String> key = Metadata.Key.of("dapr-api-token", Metadata.ASCII_STRING_MARSHALLER);
        callers.put(key, "a caller's");
        var message = io.dapr.v1.CommonProtos.InvokeRequest.newBuilder()
                .setMethod("direct")
                .build();
        var answer = ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(callers)),
                AppCallbackGrpc.getOnInvokeMethod(),
                CallOptions.DEFAULT,
                message);
        assertThat(answer.getData().getValue().toStringUtf8()).isEqualTo("re:");
        Iterable<String> tokens = application.nextCall().metadata().getAll(key);
        assertThat(tokens == null ? List.<String>of() : tokens)
                .containsExactlyElementsOf(shown == null ? List.<String>of() : List.of(shown));
    }

    @Test
    void healthIsAskedForByServiceAndTurnsWithTheAnswers() throws InterruptedException {
        connection.close().block(LIMIT);
        connection = connect(
                application.port(),
                AppOptions.Protocol.GRPC,
                "sesame",
                new AppOptions.HealthCheck("", Duration.ofMillis(50), Duration.ofMillis(50), 2));
        BlockingQueue<Boolean> states = new LinkedBlockingQueue<>();
        connection.health().states().subscribe(states::add);
        connection.open().block(LIMIT);
        assertThat(states.poll(20, TimeUnit.SECONDS)).isFalse();
        assertThat(states.poll(20, TimeUnit.SECONDS)).isTrue();
        application.well = false;
        assertThat(states.poll(20, TimeUnit.SECONDS)).isFalse();
        StepVerifier.create(connection.channel().invoke(order()))
                .expectErrorMessage("app is not in a healthy state")
                .verify(LIMIT);
        application.well = true;
        assertThat(states.poll(20, TimeUnit.SECONDS)).isTrue();
        assertThat(application.questions)
                .allMatch(asked ->
                        !asked.containsKey(Metadata.Key.of("dapr-api-token", Metadata.ASCII_STRING_MARSHALLER)));
    }

    @Test
    void anApplicationThatSpeaksGrpcIsNotAskedForItsConfiguration() {
        assertThat(connection.configuration("shop", Set.of()).block(LIMIT)).isEqualTo(AppConfiguration.EMPTY);
        assertThat(application.calls).isEmpty();
    }
}
