package dev.inlay.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Gathers a stream into one array, within a limit. */
final class BodyCollector {

    private BodyCollector() {}

    static Mono<byte[]> collect(Flux<ByteBuffer> stream, int limit) {
        return stream.collect(ByteArrayOutputStream::new, (all, buffer) -> {
                    if (all.size() + (long) buffer.remaining() > limit) {
                        throw new MessageTooLargeException(limit);
                    }
                    append(all, buffer);
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static void append(ByteArrayOutputStream all, ByteBuffer buffer) {
        if (buffer.hasArray()) {
            all.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        } else {
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            all.writeBytes(chunk);
        }
    }
}
