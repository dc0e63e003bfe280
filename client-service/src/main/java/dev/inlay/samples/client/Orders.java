package dev.inlay.samples.client;

import dev.inlay.spring.invoke.InvokeExchange;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/** What order-service offers, wherever it runs. */
@InvokeExchange("order-service")
interface Orders {

    @PostExchange("/neworder")
    Mono<Void> place(@RequestBody NewOrder order);

    @GetExchange("/order")
    Mono<Order> last();

    /** An order, as it is stored. */
    record Order(long orderId) {}

    /** An order, as it is sent. */
    record NewOrder(Order data) {}
}
