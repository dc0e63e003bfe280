package dev.inlay.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

class MessageBodyTests {

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(MessageBody body) {
        byte[] bytes = body.toBytes(100).block();
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void a_stream_is_gathered_whatever_its_pieces() {
        assertThat(text(MessageBody.stream(Flux.empty()))).isEmpty();
        assertThat(text(MessageBody.stream(Flux.just(buffer("whole"))))).isEqualTo("whole");
        assertThat(text(MessageBody.stream(Flux.just(buffer("a"), buffer(""), buffer("bc")))))
                .isEqualTo("abc");
        assertThat(text(MessageBody.stream(
                        Flux.just(buffer("part of it").position(5).slice()))))
                .isEqualTo("of it");
        ByteBuffer direct =
                ByteBuffer.allocateDirect(2).put((byte) 'o').put((byte) 'k').flip();
        assertThat(text(MessageBody.stream(Flux.just(direct)))).isEqualTo("ok");
    }

    @Test
    void what_is_beyond_the_limit_is_not_gathered() {
        Flux<ByteBuffer> three = Flux.defer(() -> Flux.just(buffer("a"), buffer("b"), buffer("c")));
        StepVerifier.create(MessageBody.stream(three).toBytes(3))
                .expectNextMatches(bytes -> bytes.length == 3)
                .verifyComplete();
        StepVerifier.create(MessageBody.stream(three).toBytes(2)).verifyError(MessageTooLargeException.class);
        StepVerifier.create(MessageBody.of(new byte[3]).toBytes(2)).verifyError(MessageTooLargeException.class);
    }

    @Test
    void releasing_cancels_a_stream_once_and_minds_no_error() {
        AtomicInteger cancelled = new AtomicInteger();
        MessageBody.stream(Flux.<ByteBuffer>never().doOnCancel(cancelled::incrementAndGet))
                .release();
        assertThat(cancelled).hasValue(1);
        AtomicInteger dropped = new AtomicInteger();
        Hooks.onErrorDropped(error -> dropped.incrementAndGet());
        try {
            MessageBody.stream(Flux.error(new IllegalStateException("broken"))).release();
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).hasValue(0);
    }
}
