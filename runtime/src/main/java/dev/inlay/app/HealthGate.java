package dev.inlay.app;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import reactor.core.publisher.Mono;

/** Keeps calls from an application that is not healthy. */
record HealthGate(AppChannel application, AppHealth health) implements AppChannel {

    @Override
    public Mono<InvokeResponse> invoke(InvokeRequest request) {
        return Mono.defer(() -> health.isHealthy()
                ? application.invoke(request)
                : Mono.error(InlayException.of(ErrorCode.APP_UNHEALTHY)));
    }
}
