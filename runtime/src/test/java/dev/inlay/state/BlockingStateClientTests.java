package dev.inlay.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.codec.TypeRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class BlockingStateClientTests {

    private final StateFixture fixture = new StateFixture();
    private final BlockingStateClient client = fixture.client.blocking();

    @Test
    void every_call_returns_when_it_is_done() {
        client.save("a", 1);
        client.saveAll(Map.of("b", 2, "c", 3));
        assertThat(client.get("a", Integer.class)).contains(1);
        assertThat(client.get("missing", TypeRef.of(Integer.class))).isEmpty();
        assertThat(client.entry("a", Integer.class))
                .hasValueSatisfying(entry -> assertThat(entry.etag()).isEqualTo("etag-of-app||a"));
        assertThat(client.getAll(List.of("a", "b", "x"), TypeRef.of(Integer.class)))
                .hasSize(2);
        client.delete("a");
        client.deleteAll(List.of("b"));
        assertThat(fixture.store.values).containsOnlyKeys("app||c");
        client.transaction(List.of(StateOperation.delete("c")));
        assertThat(client.query(new StateQuery(null, List.of(), 0, null, Map.of()), TypeRef.of(Integer.class))
                        .entries())
                .hasSize(1);
    }

    @Test
    void failures_are_thrown_as_their_own_types() {
        EtagMismatchException mismatch = new EtagMismatchException("app||k", "1", null);
        fixture.store.next(mismatch, new IOException("reset"));
        assertThatThrownBy(() -> client.save("k", 1, StateOptions.ifMatch("1")))
                .isInstanceOf(EtagMismatchException.class)
                .hasCause(mismatch);
        assertThatThrownBy(() -> client.delete("k", StateOptions.DEFAULT))
                .isInstanceOf(StateStoreUnavailableException.class)
                .hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.store("other").get("k", Integer.class))
                .isInstanceOf(StateStoreException.class)
                .hasMessage("state store other is not found");
    }

    @Test
    void on_a_thread_that_must_not_wait_it_refuses_before_the_store_is_asked() {
        Mono<Void> onEventLoop =
                Mono.<Void>fromRunnable(() -> client.save("k", 1)).subscribeOn(Schedulers.parallel());
        assertThatThrownBy(() -> onEventLoop.block(StateFixture.LIMIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parallel-")
                .hasMessageContaining("must not wait");
        assertThat(fixture.store.requests).isEmpty();
    }
}
