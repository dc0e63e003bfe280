package dev.inlay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Event loops that meet a type for the first time, all at once, read it all the same. */
class JsonCodecOnEventLoopTests {

    record Order(int orderId, List<Item> items) {}

    record Item(String name) {}

    @RepeatedTest(50)
    void a_type_is_read_by_many_event_loops_at_once() {
        JsonCodec codec = new JacksonJsonCodec(new JsonMapper());
        byte[] json = "{\"orderId\":42,\"items\":[{\"name\":\"a\"}]}".getBytes(StandardCharsets.UTF_8);
        List<Object> read = Flux.range(0, 16)
                .parallel(16)
                .runOn(Schedulers.parallel())
                .<Object>map(i -> codec.<Order>decode(json, Order.class))
                .sequential()
                .collectList()
                .blockOptional(Duration.ofSeconds(30))
                .orElseThrow();
        assertThat(read).hasSize(16).containsOnly(new Order(42, List.of(new Item("a"))));
    }
}
