package dev.inlay.component.middleware;

import dev.inlay.middleware.HttpMiddleware;
import reactor.core.publisher.Mono;

/** A filter that is connected to nothing. */
abstract class LocalMiddleware implements HttpMiddleware {

    @Override
    public final Mono<Void> init() {
        return Mono.empty();
    }

    @Override
    public final Mono<Void> close() {
        return Mono.empty();
    }
}
