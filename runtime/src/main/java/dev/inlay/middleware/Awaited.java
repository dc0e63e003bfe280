package dev.inlay.middleware;

import dev.inlay.component.ComponentHandle;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageFilter;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A component that is not ready yet: requests wait for it, and fail if it does not become ready. */
record Awaited(ComponentHandle<HttpMiddleware> handle) implements MessageFilter {

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return handle.whenReady().flatMap(ready -> ready.filter(request, next));
    }
}
