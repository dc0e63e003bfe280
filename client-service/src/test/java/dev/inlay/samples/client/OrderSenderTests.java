package dev.inlay.samples.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.samples.client.Orders.NewOrder;
import dev.inlay.samples.client.Orders.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.GenericApplicationContext;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Numbers follow each other, however long an order takes and whatever becomes of it. */
class OrderSenderTests implements Orders {

    private final List<Long> placed = new ArrayList<>();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    private Mono<Void> answer = Mono.empty();

    @BeforeEach
    void begin() {
        new OrderSender(this)
                .begin(new ApplicationReadyEvent(
                        new SpringApplication(), new String[0], new GenericApplicationContext(), Duration.ZERO));
    }

    @AfterEach
    void reset() {
        VirtualTimeScheduler.reset();
    }

    @Override
    public Mono<Void> place(NewOrder order) {
        placed.add(order.data().orderId());
        return answer;
    }

    @Override
    public Mono<Order> last() {
        return Mono.just(new Order(41));
    }

    @Test
    void oneIsSentEachSecondAfterTheLastThatIsStored() {
        clock.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(placed).containsExactly(42L, 43L, 44L);
    }

    @Test
    void noNumberIsLeftOutWhileAnOrderTakesLong() {
        answer = Mono.delay(Duration.ofMillis(3500)).then();
        clock.advanceTimeBy(Duration.ofSeconds(2));
        answer = Mono.empty();
        clock.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(placed).containsExactly(42L, 43L, 44L, 45L);
    }

    @Test
    void oneThatFailsIsFollowedByTheNext() {
        answer = Mono.error(new IllegalStateException("no"));
        clock.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(placed).containsExactly(42L, 43L);
    }
}
