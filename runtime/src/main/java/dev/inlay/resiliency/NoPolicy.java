package dev.inlay.resiliency;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The policy that does nothing: an object instead of an {@code if} at every call. */
enum NoPolicy implements Policy {
    INSTANCE;

    @Override
    public <T> Mono<T> run(Supplier<Mono<T>> call, Outcomes<T> outcomes) {
        return call.get();
    }

    @Override
    public boolean retries() {
        return false;
    }
}
