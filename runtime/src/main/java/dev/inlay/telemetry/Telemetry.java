package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Observes operations. Where nobody watches it costs next to nothing. Thread-safe. */
public interface Telemetry {

    /** Observes an operation on a component. */
    <T> Mono<T> component(InlayObservation observation, String component, String operation, Supplier<Mono<T>> call);

    /** Observes a call of another application; the request handed to the call carries the trace context. */
    Mono<InvokeResponse> sending(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call);

    /** Observes a call by another application, continuing the trace its headers carry. */
    Mono<InvokeResponse> receiving(
            InvokeRequest request, String callerAppId, Function<InvokeRequest, Mono<InvokeResponse>> call);

    /**
     * Observes a request of the HTTP API, continuing the trace its headers carry; the request handed to the call carries
     * the observation's own span.
     */
    default Mono<InvokeResponse> api(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }

    /** Observes nothing. */
    static Telemetry none() {
        return NoTelemetry.INSTANCE;
    }
}
