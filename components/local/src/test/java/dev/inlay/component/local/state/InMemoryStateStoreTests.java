package dev.inlay.component.local.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.ComponentFactory;
import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreSet;
import dev.inlay.testkit.state.StateStoreKit;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class InMemoryStateStoreTests extends StateStoreKit {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final InMemoryStateStore store = new InMemoryStateStore(TimeSource.of(clock), JsonCodec.standard());

    @Override
    protected StateStore createStore() {
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advanceTimeBy(time);
    }

    @Test
    void memory_of_an_expired_value_is_given_back_without_a_read() {
        store.set(new StoreSet(
                        "app||k",
                        StateValue.raw(new byte[1]),
                        null,
                        Concurrency.UNSPECIFIED,
                        Consistency.UNSPECIFIED,
                        Duration.ofSeconds(5),
                        Map.of()))
                .block();
        clock.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(store.size()).isEqualTo(1);
        clock.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(store.size()).isZero();
    }

    @Test
    void the_service_loader_finds_it() {
        assertThat(ServiceLoader.load(ComponentFactory.class))
                .anyMatch(factory -> factory.type().equals("state.in-memory"));
    }
}
