package dev.inlay.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.testkit.daprd.Daprd;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * daprd, our sidecar program, an embedded application and another daprd, found through one registry. Each application
 * calls the next one through its own runtime. Needs {@code DAPR_BIN}.
 */
class MixedFleetTests {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int CHUNK = 64 << 10;

    private static final int BEGINNING = 4;

    /** Twice what a runtime holds in memory unless it is told otherwise. */
    private static final int CHUNKS = 128;

    private static final String WHOLE_BODY = Objects.requireNonNull(
            checksum(Flux.concat(body(BEGINNING), body(CHUNKS))).block());

    private static final String BODY_LIMIT = "--max-body-size=" + 2 * CHUNK * CHUNKS;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before every test
    private Neighbourhood neighbourhood;

    private final Sinks.Empty<Void> beginningHasArrived = Sinks.empty();
    private final Sinks.Empty<Void> answerHasBegun = Sinks.empty();

    @BeforeEach
    void open() throws Exception {
        Toolchain.need(
                System.getenv("DAPR_BIN") != null,
                "skipped: set DAPR_BIN to the path of a daprd binary to have it in a fleet");
        neighbourhood = new Neighbourhood(folder);
    }

    @AfterEach
    void close() throws Exception {
        if (neighbourhood != null) {
            neighbourhood.close();
        }
    }

    private static Flux<byte[]> body(int chunks) {
        return Flux.range(0, chunks).map(number -> {
            byte[] chunk = new byte[CHUNK];
            for (int i = 0; i < CHUNK; i++) {
                chunk[i] = (byte) (number * 31 + i);
            }
            return chunk;
        });
    }

    /** Two bodies, the second of which is not begun before something has happened. */
    private static Flux<byte[]> bodyWithPause(Sinks.Empty<Void> pause) {
        return body(BEGINNING).concatWith(pause.asMono().thenMany(body(CHUNKS)));
    }

    private static Mono<String> checksum(Publisher<byte[]> body) {
        CRC32 crc = new CRC32();
        return Flux.from(body)
                .reduce(0L, (length, bytes) -> {
                    crc.update(bytes);
                    return length + bytes.length;
                })
                .map(length -> length + " bytes, CRC " + crc.getValue());
    }

    /** The last application: it tells when a request begins, reads all of it, and waits in the middle of its answer. */
    private Publisher<Void> last(HttpServerRequest request, HttpServerResponse response) {
        return checksum(request.receive().asByteArray().doOnNext(bytes -> beginningHasArrived.tryEmitEmpty()))
                .flatMapMany(received -> response.status(received.equals(WHOLE_BODY) ? 200 : 400)
                        .sendByteArray(bodyWithPause(answerHasBegun)));
    }

    private Daprd daprd(String appId, int appPort, String... flags) throws Exception {
        return neighbourhood.start(
                with(neighbourhood.daprd(appId).appPort(appPort).flag(BODY_LIMIT), flags));
    }

    private Daprd sidecar(String appId, int appPort, String... flags) throws Exception {
        return neighbourhood.start(
                with(neighbourhood.sidecar(appId).appPort(appPort).flag(BODY_LIMIT), flags));
    }

    private static Daprd.Builder with(Daprd.Builder builder, String... flags) {
        for (String flag : flags) {
            builder.flag(flag);
        }
        return builder;
    }

    @Test
    void a_body_streams_through_all_of_them_and_another_one_back() throws Exception {
        HttpHop first = neighbourhood.keep(HttpHop.passing());
        HttpHop second = neighbourhood.keep(HttpHop.passing());
        HttpHop fourth = neighbourhood.keep(HttpHop.last(this::last));
        Daprd daprd = daprd("first", first.port());
        Daprd sidecar = sidecar("second", second.port());
        neighbourhood.embedded(PassingApplication.class, "third", "--inlay.max-body-size=4MB");
        daprd("fourth", fourth.port());
        first.handOn(daprd.httpPort(), "second");
        second.handOn(sidecar.httpPort(), "third");

        String answer = HttpClient.create()
                .headers(headers -> headers.set("content-type", "application/octet-stream"))
                .post()
                .uri(daprd.uri("/v1.0/invoke/first/method/pass"))
                .send((request, outbound) -> outbound.sendByteArray(bodyWithPause(beginningHasArrived)))
                .response((reply, body) -> checksum(body.asByteArray().doOnNext(bytes -> answerHasBegun.tryEmitEmpty()))
                        .map(sum -> reply.status().code() + ": " + sum))
                .blockLast(LIMIT);
        assertThat(answer).isEqualTo("200: " + WHOLE_BODY);
    }

    @Test
    void a_call_by_grpc_passes_all_of_them() throws Exception {
        GrpcHop first = neighbourhood.keep(new GrpcHop("first"));
        GrpcHop second = neighbourhood.keep(new GrpcHop("second"));
        GrpcHop fourth = neighbourhood.keep(new GrpcHop("fourth"));
        Daprd daprd = daprd("first", first.port(), "--app-protocol=grpc");
        Daprd sidecar = sidecar("second", second.port(), "--app-protocol=grpc");
        Embedded embedded = neighbourhood.embedded(PassingApplication.class, "third");
        daprd("fourth-grpc", fourth.port(), "--app-protocol=grpc");
        first.handOn(daprd.grpcPort(), "second", "second");
        second.handOn(sidecar.grpcPort(), "third", "fourth-grpc");

        ManagedChannel channel = GrpcHop.connect(daprd.grpcPort());
        ManagedChannel toEmbedded = GrpcHop.connect(embedded.grpcPort());
        try {
            await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(
                            GrpcHop.say(channel, "first", "hello"))
                    .isEqualTo("hello at fourth via third via second via first"));
            talk(toEmbedded);
        } finally {
            channel.shutdownNow();
            toEmbedded.shutdownNow();
        }
    }

    /** The embedded application's gRPC API, daprd, our sidecar, daprd: each text is answered before the next is said. */
    private static void talk(ManagedChannel embedded) throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<String> talk = ClientCalls.asyncBidiStreamingCall(
                GrpcHop.to(embedded, "first").newCall(GrpcHop.TALK, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(String text) {
                        answers.add(text);
                    }

                    @Override
                    public void onError(Throwable error) {
                        answers.add(error.toString());
                    }

                    @Override
                    public void onCompleted() {
                        answers.add("(the end)");
                    }
                });
        for (int number = 0; number < 100; number++) {
            talk.onNext("text " + number);
            assertThat(answers.poll(30, TimeUnit.SECONDS))
                    .isEqualTo("text " + number + " at fourth via second via first");
        }
        talk.onCompleted();
        assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo("(the end)");
    }
}
