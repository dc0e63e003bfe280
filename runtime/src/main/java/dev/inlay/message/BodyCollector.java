package dev.inlay.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gathers a stream into one array, within a limit. Buffers are kept until the end, so that each byte is copied once, and a
 * body that came in one piece not at all.
 */
final class BodyCollector {

    private final int limit;
    private final List<ByteBuffer> parts = new ArrayList<>(2);
    private int size;

    private BodyCollector(int limit) {
        this.limit = limit;
    }

    static Mono<byte[]> collect(Flux<ByteBuffer> stream, int limit) {
        return stream.collect(() -> new BodyCollector(limit), BodyCollector::add)
                .map(BodyCollector::all);
    }

    private void add(ByteBuffer part) {
        if (size + (long) part.remaining() > limit) {
            throw new MessageTooLargeException(limit);
        }
        size += part.remaining();
        parts.add(part);
    }

    private byte[] all() {
        if (parts.size() == 1 && isWhole(parts.get(0))) {
            return parts.get(0).array();
        }
        byte[] all = new byte[size];
        int start = 0;
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            part.get(all, start, length);
            start += length;
        }
        return all;
    }

    private static boolean isWhole(ByteBuffer part) {
        return part.hasArray()
                && part.arrayOffset() == 0
                && part.position() == 0
                && part.remaining() == part.array().length;
    }
}
