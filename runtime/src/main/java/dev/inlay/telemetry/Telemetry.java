package dev.inlay.telemetry;

import dev.inlay.error.ErrorCode;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Observes operations; what an implementation leaves out is not observed. Where nobody watches it costs next to nothing.
 * Thread-safe.
 */
public interface Telemetry {

    /** Observes an operation on a component. */
    default <T> Mono<T> component(
            InlayObservation observation, String component, String operation, Supplier<Mono<T>> call) {
        return call.get();
    }

    /** Observes a call of another application; the request handed to the call carries the trace context. */
    default Mono<InvokeResponse> sending(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }

    /** Observes a call by another application, continuing the trace its headers carry. */
    default Mono<InvokeResponse> receiving(
            InvokeRequest request, String callerAppId, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }

    /**
     * Observes a request of the HTTP API, continuing the trace its headers carry; the request handed to the call carries
     * the observation's own span.
     */
    default Mono<InvokeResponse> api(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }

    /**
     * Observes a call of the gRPC API, continuing the trace its metadata carries; the metadata handed to the call carry
     * the observation's own span.
     *
     * @param method the full name, with a leading slash
     */
    default Mono<GrpcOutcome> grpcApi(
            String method, MessageHeaders metadata, Function<MessageHeaders, Mono<GrpcOutcome>> call) {
        return call.apply(metadata);
    }

    /** A caller of the API is answered with an error. */
    default void refused(ErrorCode code) {}

    /** Who hears of the calls that the servers of gRPC have answered. */
    default GrpcCalls servedCalls() {
        return GrpcCalls.NONE;
    }

    /** Who hears of the calls by gRPC that were made of other instances and of the application. */
    default GrpcCalls madeCalls() {
        return GrpcCalls.NONE;
    }

    /** Observes nothing. */
    static Telemetry none() {
        return NoTelemetry.INSTANCE;
    }
}
