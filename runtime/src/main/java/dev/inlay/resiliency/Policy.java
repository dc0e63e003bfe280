package dev.inlay.resiliency;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * What happens around one operation: retry( circuit breaker( timeout( call ))), as far as configured. Thread-safe.
 */
public interface Policy {

    /** Runs the call, perhaps several times: the supplier is asked for a new publisher each time. */
    default <T> Mono<T> run(Supplier<Mono<T>> call) {
        return run(call, Outcomes.errorsOnly());
    }

    /** Runs the call where some values are failures too, as an HTTP response with status 503. */
    <T> Mono<T> run(Supplier<Mono<T>> call, Outcomes<T> outcomes);

    /** Whether the call may be made more than once, so that its input must be at hand again. */
    boolean retries();

    /** Nothing happens around the call. */
    static Policy none() {
        return NoPolicy.INSTANCE;
    }
}
