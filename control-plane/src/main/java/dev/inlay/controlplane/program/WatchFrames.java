package dev.inlay.controlplane.program;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of a watch to the library one by one, each in ASCII and with a newline behind it. The library decodes
 * chunk by chunk, which garbles letters outside ASCII, and takes no event without a newline, which servers may leave out.
 * After a watch that told nothing it lists again, as Go's clients do: the server may be one that tells nothing at all.
 */
final class WatchFrames implements Interceptor {

    private static final Logger LOG = LoggerFactory.getLogger(WatchFrames.class);

    private static final String GONE = """
            {"type":"ERROR","object":{"apiVersion":"v1","kind":"Status","code":410,"message":"the watch told nothing"}}\
            """;

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

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (consumer instanceof Framing framing
                && response.isSuccessful()
                && response.body() instanceof AsyncBody body) {
            body.done().thenRun(() -> framing.end(body));
        }
    }

    /** Of one answer. Its chunks come one after the other. */
    private static final class Framing implements AsyncBody.Consumer<List<ByteBuffer>> {

        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private final ByteArrayOutputStream event = new ByteArrayOutputStream();
        private int depth;
        private boolean told;
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
                        told = true;
                    }
                }
            }
            // Without any event, too: it asks for more.
            consumer.consume(events, body);
        }

        /** Of the answer. */
        void end(AsyncBody body) {
            if (!told) {
                try {
                    consumer.consume(List.of(ascii(GONE)), body);
                } catch (Exception e) {
                    LOG.warn("A watch that told nothing is opened again without a list before it: {}", e.getMessage());
                }
            }
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
