package dev.inlay.samples.order;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inlay.state.StateClient;
import dev.inlay.state.StateStoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/** The orders' HTTP API. The state store behind it is whatever is configured; a file if nothing is. */
@RestController
class OrderController {

    private static final Logger log = LoggerFactory.getLogger(OrderController.class);
    private static final String KEY = "order";
    private static final String EXAMPLE = "{\"data\":{\"orderId\":42}}";

    private final StateClient state;
    private final Environment environment;

    OrderController(StateClient state, Environment environment) {
        this.state = state;
        this.environment = environment;
    }

    /** Takes {@code {"data":{"orderId":42}}} and stores {@code {"orderId":42}}. */
    @PostMapping("/neworder")
    Mono<Void> newOrder(@RequestBody(required = false) Mono<JsonNode> body) {
        return body.onErrorMap(ServerWebInputException.class, OrderController::notReadable)
                .switchIfEmpty(Mono.error(() -> badRequest("the body is missing (expected: " + EXAMPLE + ")")))
                .map(OrderController::validated)
                .flatMap(this::persist);
    }

    private Mono<Void> persist(JsonNode order) {
        String id = order.get("orderId").asText();
        log.info("Got a new order! Order ID: {}", id);
        return state.save(KEY, order)
                .doOnSuccess(saved -> log.info("Successfully persisted state for Order ID: {}", id))
                .onErrorMap(StateStoreException.class, error -> failed("Failed to persist state.", error));
    }

    @GetMapping("/order")
    Mono<JsonNode> order() {
        return state.get(KEY, JsonNode.class)
                .onErrorMap(StateStoreException.class, error -> failed("Failed to read state.", error));
    }

    @DeleteMapping("/order")
    Mono<Void> deleteOrder() {
        return state.delete(KEY)
                .onErrorMap(StateStoreException.class, error -> failed("Failed to delete state.", error));
    }

    /** Where the API of this application's runtime is, as the environment says. */
    @GetMapping("/ports")
    Map<String, String> ports() {
        Map<String, String> ports = new LinkedHashMap<>();
        ports.put("DAPR_HTTP_PORT", environment.getProperty("DAPR_HTTP_PORT", "3500"));
        ports.put("DAPR_GRPC_PORT", environment.getProperty("DAPR_GRPC_PORT", "50001"));
        return ports;
    }

    @EventListener
    void tellWhereWeLeftOff(ApplicationReadyEvent ready) {
        state.get(KEY, JsonNode.class)
                .subscribe(
                        order -> log.info("The last order is {}", order),
                        error -> log.warn("The last order cannot be read: {}", error.getMessage()));
    }

    private static JsonNode validated(JsonNode body) {
        JsonNode data = body.get("data");
        if (data == null || !data.isObject()) {
            throw badRequest("'data' is " + shown(data) + " (expected: an object with an orderId)");
        }
        JsonNode id = data.get("orderId");
        boolean isText = id != null && id.isTextual() && !id.asText().isBlank();
        if (id == null || !(isText || id.isIntegralNumber())) {
            throw badRequest("'data.orderId' is " + shown(id) + " (expected: a whole number or text)");
        }
        return data;
    }

    private static String shown(@Nullable JsonNode node) {
        if (node == null) {
            return "missing";
        }
        String text = node.toString();
        return text.length() <= 50 ? text : text.substring(0, 50) + "…";
    }

    /** Spring says only that it could not read the body; what is wrong with it is in the cause. */
    private static ResponseStatusException notReadable(ServerWebInputException error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return badRequest("the body is not JSON (expected: " + EXAMPLE + "): " + cause.getMessage());
    }

    private static ResponseStatusException failed(String what, StateStoreException error) {
        log.error("{} {}", what, error.getMessage());
        return new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, what);
    }

    private static ResponseStatusException badRequest(String problem) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
    }
}
