package dev.inlay.spring.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Hands a body from the side that writes it, which gets a {@code Mono} of its being written, to the side that reads it,
 * which gets a stream. The reader's demand and cancellation reach the writer's publisher; it runs in the writer's Reactor
 * context. When the writer gives up, the reader's stream fails.
 */
public final class Handover {

    private Handover() {}

    /**
     * Hands a body over when the result is subscribed to.
     *
     * @param body what the writer writes
     * @param reader takes the stream, to be subscribed to once
     * @param onReaderGone runs when the reader cancels before the end
     * @return completes when the body has been read to its end, or will not be; fails if the body does
     */
    public static Mono<Void> of(
            Flux<? extends DataBuffer> body, Consumer<Flux<ByteBuffer>> reader, Runnable onReaderGone) {
        return Mono.create(written -> {
            Sinks.Empty<ByteBuffer> givenUp = Sinks.empty();
            written.onCancel(
                    () -> givenUp.tryEmitError(new CancellationException("the writer gave up before the body's end")));
            reader.accept(body.contextWrite(written.contextView())
                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                    .map(Buffers::toByteBuffer)
                    .filter(ByteBuffer::hasRemaining)
                    .doOnComplete(written::success)
                    .doOnError(written::error)
                    .takeUntilOther(givenUp.asMono())
                    .doOnCancel(() -> {
                        onReaderGone.run();
                        written.success();
                    }));
        });
    }
}
