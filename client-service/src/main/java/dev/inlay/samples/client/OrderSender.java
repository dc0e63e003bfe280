package dev.inlay.samples.client;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.codec.DecodingException;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Sends an order a second, beginning after the last one that is stored. Whatever goes wrong, the next one is sent. */
@Component
class OrderSender {

    private static final Logger log = LoggerFactory.getLogger(OrderSender.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Orders orders;
    private final Disposable.Swap sending = Disposables.swap();

    OrderSender(Orders orders) {
        this.orders = orders;
    }

    @EventListener
    void begin(ApplicationReadyEvent ready) {
        sending.update(lastOrderId()
                .doOnNext(last -> log.info("Continuing after order {}", last))
                // A second in which the order before is still under way passes by, but its number is not left out.
                .flatMapMany(last -> Flux.interval(PERIOD).onBackpressureDrop().index((sent, tick) -> last + 1 + sent))
                .concatMap(this::send)
                .subscribe());
    }

    @EventListener
    void end(ContextClosedEvent closed) {
        sending.dispose();
    }

    /** The id of the stored order, 0 if there is none with a number; waits until order-service is there. */
    private Mono<Long> lastOrderId() {
        return orders.last()
                .map(Orders.Order::orderId)
                .defaultIfEmpty(0L)
                .onErrorReturn(DecodingException.class, 0L)
                .doOnError(error -> log.warn("Waiting for order-service: {}", error.getMessage()))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PERIOD));
    }

    private Mono<Void> send(long orderId) {
        return orders.place(new Orders.NewOrder(new Orders.Order(orderId)))
                .doOnSuccess(done -> log.info("Order {} was accepted", orderId))
                .doOnError(error -> log.error("Order {} was not accepted: {}", orderId, error.getMessage()))
                .onErrorComplete();
    }
}
