package dev.inlay.component.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.MessageBody;
import dev.inlay.time.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

class UppercaseMiddlewareTests {

    private final Filtered filtered = Filtered.by(new UppercaseMiddlewareFactory(), TimeSource.system(), Map.of());

    private MessageBody capitals(MessageBody body) {
        filtered.answer(Filtered.get("a").withBody(body));
        return filtered.passed.get(0).body();
    }

    /** Letter by letter, as daprd 1.18.3 did. */
    @ParameterizedTest
    @CsvSource({"abc, ABC", "'{\"a\": 1}', '{\"A\": 1}'", "straße ŉ ﬁ aé, STRAßE ŉ ﬁ AÉ", "ı, I", "𐐨x, 𐐀X", "'', ''"})
    void aBodyBecomesCapitals(String body, String capitals) {
        MessageBody passed = capitals(MessageBody.of(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(Filtered.text(passed)).isEqualTo(capitals);
        assertThat(passed.length()).isEqualTo(capitals.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void aStreamStaysAStreamWhereverItsLettersAreCut() {
        byte[] bytes = "aé𐐨ı€".getBytes(StandardCharsets.UTF_8);
        Flux<ByteBuffer> single = Flux.range(0, bytes.length)
                .map(i -> ByteBuffer.wrap(bytes, i, 1).slice());
        MessageBody passed = capitals(MessageBody.stream(single, bytes.length));
        assertThat(passed.length()).isEqualTo(-1);
        assertThat(Filtered.text(passed)).isEqualTo("AÉ𐐀I€");
    }

    @Test
    void whatIsNoTextDoesNotBreakTheRequest() {
        Flux<ByteBuffer> broken = Flux.just(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3}));
        assertThat(Filtered.text(capitals(MessageBody.stream(broken)))).isEqualTo("A\ufffdB\ufffd");
    }
}
