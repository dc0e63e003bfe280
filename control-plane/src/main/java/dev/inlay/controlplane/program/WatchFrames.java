package dev.inlay.controlplane.program;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands the events of a watch to the library one by one, each in ASCII and with a newline behind it. The library decodes
 * chunk by chunk, which garbles letters outside ASCII, and takes no event without a newline, which servers may leave out.
 */
final class WatchFrames implements Interceptor {

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        String query = request.uri().getRawQuery();
        return query != null && query.contains("watch=true") ? framed(consumer) : consumer;
    }

    /** For one answer. */
    static AsyncBody.Consumer<List<ByteBuffer>> framed(AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return new Framing(consumer);
    }

    /** Of one answer. Its chunks come one after the other. */
    private static final class Framing implements AsyncBody.Consumer<List<ByteBuffer>> {

        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private final ByteArrayOutputStream event = new ByteArrayOutputStream();
        private int depth;
        private boolean inString;
        private boolean escaped;

        Framing(AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void consume(List<ByteBuffer> chunks, AsyncBody body) throws Exception {
            List<ByteBuffer> events = new ArrayList<>();
            for (ByteBuffer chunk : chunks) {
                while (chunk.hasRemaining()) {
                    byte next = chunk.get();
                    event.write(next);
                    if (isEnd(next)) {
                        events.add(ascii(event.toString(StandardCharsets.UTF_8).strip()));
                        event.reset();
                    }
                }
            }
            // Without any event, too: it asks for more.
            consumer.consume(events, body);
        }

        private boolean isEnd(byte next) {
            if (inString) {
                inString = escaped || next != '"';
                escaped = !escaped && next == '\\';
                return false;
            }
            switch (next) {
                case '"' -> inString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    depth--;
                    return depth == 0;
                }
                default -> {}
            }
            return false;
        }

        private static ByteBuffer ascii(String event) {
            StringBuilder text = new StringBuilder(event.length() + 1);
            event.chars().forEach(letter -> {
                if (letter < 0x80) {
                    text.append((char) letter);
                } else {
                    text.append(String.format("\\u%04x", letter));
                }
            });
            return ByteBuffer.wrap(text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        }
    }
}
