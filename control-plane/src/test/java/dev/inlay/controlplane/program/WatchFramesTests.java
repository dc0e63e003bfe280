package dev.inlay.controlplane.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the library is given of the answers to watches. */
class WatchFramesTests {

    private static final AsyncBody BODY = new AsyncBody() {
        @Override
        public void consume() {}

        @Override
        public CompletableFuture<Void> done() {
            return new CompletableFuture<>();
        }

        @Override
        public void cancel() {}
    };

    @Test
    void lettersThatAreCutByChunksArriveWhole() throws Exception {
        List<String> events = new ArrayList<>();
        AsyncBody.Consumer<List<ByteBuffer>> framed = WatchFrames.framed((chunks, body) -> chunks.forEach(
                chunk -> events.add(StandardCharsets.US_ASCII.decode(chunk).toString())));

        for (byte each : "{\"a\":\"grün 🙂\"}\n {\"b\":[{}]}".getBytes(StandardCharsets.UTF_8)) {
            framed.consume(List.of(ByteBuffer.wrap(new byte[] {each})), BODY);
        }

        assertThat(events).containsExactly("{\"a\":\"gr\\u00fcn \\ud83d\\ude42\"}\n", "{\"b\":[{}]}\n");
    }
}
