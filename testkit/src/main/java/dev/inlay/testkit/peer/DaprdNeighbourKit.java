package dev.inlay.testkit.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.RuntimeOptions;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.testkit.daprd.Daprd;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A daprd and an embedded runtime on one machine, told by one and the same Configuration how to find each other, call
 * each other's applications. A resolver's test extends this class and says what stands in the Configuration. Skipped
 * where there is no daprd ({@link Daprd}).
 */
public abstract class DaprdNeighbourKit {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Twice what either side holds in memory at the most, so that it only gets through as a stream. */
    private static final int LARGE = 8 << 20;

    private static final int CHUNK = 16 << 10;
    private static final String LARGE_CHECKSUM =
            Objects.requireNonNull(checksum(largeBody()).block());

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    // Multicast reaches further than this test, which may run several times at once in one network.
    private final String ours = "inlay-" + UUID.randomUUID();
    private final String theirs = "daprd-" + UUID.randomUUID();
    private @Nullable DisposableServer application;
    private @Nullable Daprd daprd;
    private @Nullable InlayRuntime runtime;

    /**
     * What stands under {@code nameResolution} in the Configuration, in YAML's flow style. Called before each test; may skip
     * it where the machine has not what the resolver needs.
     *
     * @param folder an empty folder
     */
    protected abstract String nameResolution(Path folder) throws Exception;

    @BeforeEach
    final void start() throws Exception {
        String configuration = """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata:
                  name: neighbours
                spec:
                  nameResolution: %s
                """.formatted(nameResolution(folder));
        application = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post("/echo", DaprdNeighbourKit::echo).post("/swap", DaprdNeighbourKit::swap))
                .bindNow(LIMIT);
        daprd = Daprd.withAppId(theirs)
                .configuration(configuration)
                .appPort(application.port())
                .flag("--max-body-size=" + 2 * LARGE)
                .start(Files.createDirectories(folder.resolve("daprd")));
        runtime = InlayRuntimes.builder(RuntimeOptions.of(ours)
                        .withHostAddress("127.0.0.1")
                        .withConfigPaths(
                                List.of(Files.writeString(folder.resolve("configuration.yaml"), configuration))))
                .build();
        runtime.start().block(LIMIT);
        runtime.serve(request -> request.method().equals("swap") ? swap(request) : echo(request))
                .block(LIMIT);
    }

    private static Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        return response.status(202)
                .header("x-seen-by", "theirs")
                .send(request.receive().retain());
    }

    private static Publisher<Void> swap(HttpServerRequest request, HttpServerResponse response) {
        return checksum(request.receive().asByteArray().map(ByteBuffer::wrap))
                .flatMapMany(sum -> response.header("x-received", sum)
                        .sendByteArray(largeBody().map(ByteBuffer::array)));
    }

    private static Mono<InvokeResponse> echo(InvokeRequest request) {
        return Mono.just(new InvokeResponse(
                202, MessageHeaders.of("x-seen-by", "ours"), MessageBody.stream(request.body().stream())));
    }

    /** Reads everything, then answers: daprd reads no answer before it has sent its whole request. */
    private static Mono<InvokeResponse> swap(InvokeRequest request) {
        return checksum(request.body().stream())
                .map(sum ->
                        new InvokeResponse(200, MessageHeaders.of("x-received", sum), MessageBody.stream(largeBody())));
    }

    @AfterEach
    final void stop() {
        if (runtime != null) {
            runtime.stop().block(LIMIT);
        }
        if (daprd != null) {
            daprd.close();
        }
        if (application != null) {
            application.disposeNow(LIMIT);
        }
    }

    @Test
    void daprd_finds_and_calls_the_runtime() {
        HttpResponse<byte[]> answer =
                daprd().send("POST", toUs("echo"), "{\"orderId\":42}", "content-type", "text/json");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("x-seen-by")).contains("ours");
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"orderId\":42}");
    }

    @Test
    void the_runtime_finds_and_calls_daprd() {
        InvokeResponse answer = call("echo", MessageBody.of("{\"orderId\":42}".getBytes(StandardCharsets.UTF_8)));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers().first("x-seen-by")).isEqualTo("theirs");
        assertThat(answer.body().toBytes(1000).block(LIMIT))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"orderId\":42}");
    }

    @Test
    void bodies_stream_from_daprd_to_the_runtime_and_back() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(daprd().uri(toUs("swap")))
                .timeout(LIMIT)
                .POST(BodyPublishers.ofByteArrays(
                        largeBody().map(ByteBuffer::array).toIterable()))
                .build();
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-received")).contains(LARGE_CHECKSUM);
        try (InputStream body = answer.body()) {
            assertThat(checksum(Flux.<ByteBuffer>generate(sink -> read(body, sink)))
                            .block(LIMIT))
                    .isEqualTo(LARGE_CHECKSUM);
        }
    }

    @Test
    void bodies_stream_from_the_runtime_to_daprd_and_back() {
        InvokeResponse answer = call("swap", MessageBody.stream(largeBody()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().first("x-received")).isEqualTo(LARGE_CHECKSUM);
        assertThat(checksum(answer.body().stream()).block(LIMIT)).isEqualTo(LARGE_CHECKSUM);
    }

    @Test
    void the_first_bytes_of_an_answer_arrive_while_the_request_is_still_being_sent() {
        Sinks.Many<ByteBuffer> request = Sinks.many().unicast().onBackpressureBuffer();
        request.tryEmitNext(text("first "));
        InvokeResponse answer = call("echo", MessageBody.stream(request.asFlux()));

        String echoed = answer.body().stream()
                .map(buffer -> StandardCharsets.UTF_8.decode(buffer).toString())
                .doOnNext(part -> {
                    if (part.contains("first")) {
                        request.tryEmitNext(text("last"));
                        request.tryEmitComplete();
                    }
                })
                .collectList()
                .map(parts -> String.join("", parts))
                .block(LIMIT);
        assertThat(echoed).isEqualTo("first last");
    }

    @Test
    void nobody_is_found_where_nobody_is_and_both_say_so() {
        assertThat(daprd().send("POST", "/v1.0/invoke/nobody-at-all/method/echo", "{}")
                        .statusCode())
                .isEqualTo(500);
        assertThat(runtime()
                        .invoke()
                        .exchange(new InvokeRequest("nobody-at-all", "POST", "echo"))
                        .map(answer -> "an answer")
                        .onErrorResume(error -> Mono.just(String.valueOf(error.getMessage())))
                        .block(LIMIT))
                .contains("nobody-at-all", theirs);
    }

    private String toUs(String method) {
        return "/v1.0/invoke/" + ours + "/method/" + method;
    }

    private InvokeResponse call(String method, MessageBody body) {
        InvokeRequest request = new InvokeRequest(theirs, "POST", method)
                .withHeader("content-type", "application/octet-stream")
                .withBody(body);
        return Objects.requireNonNull(runtime().invoke().exchange(request).block(LIMIT));
    }

    private static Flux<ByteBuffer> largeBody() {
        return Flux.range(0, LARGE / CHUNK).map(number -> {
            byte[] chunk = new byte[CHUNK];
            for (int i = 0; i < CHUNK; i++) {
                chunk[i] = (byte) (number * 31 + i);
            }
            return ByteBuffer.wrap(chunk);
        });
    }

    private static void read(InputStream body, SynchronousSink<ByteBuffer> sink) {
        try {
            byte[] read = body.readNBytes(CHUNK);
            if (read.length == 0) {
                sink.complete();
            } else {
                sink.next(ByteBuffer.wrap(read));
            }
        } catch (IOException e) {
            sink.error(e);
        }
    }

    /** Length and CRC. */
    private static Mono<String> checksum(Flux<ByteBuffer> body) {
        CRC32 crc = new CRC32();
        return body.reduce(0L, (length, buffer) -> {
                    long sum = length + buffer.remaining();
                    crc.update(buffer);
                    return sum;
                })
                .map(length -> length + " bytes, CRC " + crc.getValue());
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private Daprd daprd() {
        return Objects.requireNonNull(daprd);
    }

    private InlayRuntime runtime() {
        return Objects.requireNonNull(runtime);
    }
}
