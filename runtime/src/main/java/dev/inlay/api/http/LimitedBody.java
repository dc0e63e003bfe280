package dev.inlay.api.http;

import dev.inlay.message.MessageTooLargeException;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/** A stream of bytes that fails where it has more of them than the API takes. */
final class LimitedBody {

    private LimitedBody() {}

    static Flux<ByteBuffer> of(Flux<ByteBuffer> stream, int limit) {
        return Flux.defer(() -> {
            long[] read = new long[1];
            return stream.handle((buffer, sink) -> {
                read[0] += buffer.remaining();
                if (read[0] > limit) {
                    sink.error(new MessageTooLargeException(limit));
                } else {
                    sink.next(buffer);
                }
            });
        });
    }
}
