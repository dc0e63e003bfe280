package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Telemetry switched off. */
enum NoTelemetry implements Telemetry {
    INSTANCE;

    @Override
    public <T> Mono<T> component(
            InlayObservation observation, String component, String operation, Supplier<Mono<T>> call) {
        return call.get();
    }

    @Override
    public Mono<InvokeResponse> sending(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }

    @Override
    public Mono<InvokeResponse> receiving(
            InvokeRequest request, String callerAppId, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }
}
