package dev.inlay.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class StreamingTests {

    private static final int PIECE = 64 << 10;

    private final HeadFixture head = new HeadFixture();

    @AfterEach
    void stop() {
        head.close();
    }

    private static InvokeResponse streaming(Flux<ByteBuffer> body) {
        return new InvokeResponse(
                200, MessageHeaders.of("content-type", "text/event-stream"), MessageBody.stream(body));
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_event_reaches_the_client_before_the_next_is_there() throws IOException {
        Sinks.Many<ByteBuffer> events = Sinks.many().unicast().onBackpressureBuffer();
        head.application = request -> Mono.just(streaming(events.asFlux()));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket,
                    "GET /v1.0/invoke/x/method/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
            assertThat(HeadFixture.readUntil(socket, "\r\n\r\n"))
                    .contains("200 OK")
                    .containsIgnoringCase("content-type: text/event-stream");
            for (int i = 0; i < 3; i++) {
                events.tryEmitNext(buffer("data: " + i + "\n\n")).orThrow();
                HeadFixture.readUntil(socket, "data: " + i + "\n\n");
            }
            events.tryEmitComplete().orThrow();
            HeadFixture.readUntil(socket, "0\r\n\r\n");
        }
    }

    @Test
    void a_request_reaches_the_application_before_it_is_complete() throws IOException {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        head.application =
                request -> Mono.just(streaming(request.body().stream().doOnNext(piece -> pieces.tryEmitNext(
                                StandardCharsets.UTF_8.decode(piece.duplicate()).toString())
                        .orThrow())));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket, "POST /v1.0/invoke/x/method/m HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String piece : new String[] {"one", "two"}) {
                HeadFixture.write(socket, "3\r\n" + piece + "\r\n");
                HeadFixture.readUntil(socket, piece);
            }
            HeadFixture.write(socket, "0\r\n\r\n");
            HeadFixture.readUntil(socket, "\r\n0\r\n\r\n");
        }
    }

    @Test
    void a_client_that_goes_away_cancels_a_call_that_has_no_answer_yet() throws IOException {
        AtomicBoolean called = new AtomicBoolean();
        AtomicBoolean cancelled = new AtomicBoolean();
        head.application = request -> Mono.<InvokeResponse>never()
                .doOnSubscribe(any -> called.set(true))
                .doOnCancel(() -> cancelled.set(true));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(socket, "GET /v1.0/invoke/x/method/slow HTTP/1.1\r\nHost: x\r\n\r\n");
            await().atMost(HeadFixture.LIMIT).untilTrue(called);
        }
        await().atMost(HeadFixture.LIMIT).untilTrue(cancelled);
    }

    @Test
    void a_client_that_goes_away_cancels_the_body_of_an_answer() throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        head.application = request -> Mono.just(
                streaming(Flux.just(buffer("first")).concatWith(Flux.never()).doOnCancel(() -> cancelled.set(true))));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(socket, "GET /v1.0/invoke/x/method/slow HTTP/1.1\r\nHost: x\r\n\r\n");
            HeadFixture.readUntil(socket, "first");
        }
        await().atMost(HeadFixture.LIMIT).untilTrue(cancelled);
    }

    @Test
    void a_body_that_breaks_off_breaks_the_connection_off() throws IOException {
        head.application = request -> Mono.just(streaming(
                Flux.just(buffer("first")).concatWith(Flux.error(new IllegalStateException("the callee died")))));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(socket, "GET /v1.0/invoke/x/method/half HTTP/1.1\r\nHost: x\r\n\r\n");
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("first").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void a_request_that_breaks_off_is_no_complete_one() throws IOException {
        AtomicBoolean failed = new AtomicBoolean();
        head.application = request -> request.body()
                .toBytes(1 << 20)
                .doOnError(error -> failed.set(true))
                .map(bytes -> HeadFixture.text("complete"));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket, "POST /v1.0/invoke/x/method/m HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this");
        }
        await().atMost(HeadFixture.LIMIT).untilTrue(failed);
    }

    @Test
    void a_slow_client_slows_the_application_down() throws IOException {
        long total = 2000;
        AtomicLong produced = new AtomicLong();
        head.application = request -> Mono.just(streaming(Flux.<ByteBuffer>generate(sink -> {
                    produced.incrementAndGet();
                    sink.next(ByteBuffer.wrap(new byte[PIECE]));
                })
                .take(total)));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket, "GET /v1.0/invoke/x/method/much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[PIECE];
            long received = 0;
            long most = 0;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                received += read;
                most = Math.max(most, produced.get() - received / PIECE);
            }
            assertThat(received).isGreaterThan(total * PIECE);
            // 128 wait to be written, and the buffers of the sockets have some more.
            assertThat(most).isLessThan(512);
        }
    }

    @Test
    void an_application_that_answers_early_does_not_wait_for_the_rest_of_the_request() throws IOException {
        head.application = request -> {
            request.body().release();
            return Mono.just(HeadFixture.text("enough"));
        };
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket, "POST /v1.0/invoke/x/method/m HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nbegin");
            HeadFixture.readUntil(socket, "enough");
            HeadFixture.write(socket, "x".repeat(95) + "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            HeadFixture.readUntil(socket, "HTTP/1.1 204");
        }
    }

    @Test
    void a_client_that_waits_for_leave_to_send_gets_it() throws IOException {
        head.application = request -> request.body()
                .toBytes(100)
                .map(bytes -> HeadFixture.text("got " + new String(bytes, StandardCharsets.UTF_8)));
        head.start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(
                    socket,
                    "POST /v1.0/invoke/x/method/m HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 4\r\n\r\n");
            HeadFixture.readUntil(socket, "HTTP/1.1 100 Continue\r\n\r\n");
            HeadFixture.write(socket, "body");
            HeadFixture.readUntil(socket, "got body");
        }
    }

    @RepeatedTest(8)
    void a_connection_is_read_on_whether_answers_come_at_once_or_later() throws IOException {
        Mono<InvokeResponse> later =
                Mono.fromCallable(() -> Replies.text(200, "later")).subscribeOn(Schedulers.parallel());
        head.application =
                request -> request.method().contains("later") ? later : Mono.just(Replies.text(200, "at once"));
        head.start();
        Random random = new Random(1);
        try (Socket socket = head.connect()) {
            for (int i = 0; i < 1_500; i++) {
                String answer = random.nextBoolean() ? "later" : "at once";
                HeadFixture.write(
                        socket,
                        "GET /v1.0/invoke/x/method/" + answer.replace(" ", "") + " HTTP/1.1\r\nHost: x\r\n\r\n");
                HeadFixture.readUntil(socket, "\r\n\r\n" + answer);
            }
        }
    }
}
