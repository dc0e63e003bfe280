package dev.inlay.metrics;

import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.telemetry.InlayObservation;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Another telemetry, and Dapr's numbers of component operations and service invocation beside it. Thread-safe. */
final class MeteredTelemetry implements Telemetry {

    private static final String UNARY = "unary";
    private static final String STREAMING = "streaming";

    private final Telemetry other;
    private final AppIdentity self;
    private final TimeSource time;
    private final ComponentMeters components;
    private final Meters.Count sent;
    private final Meters.Count answersReceived;
    private final Meters.Distribution answerLatency;
    private final Meters.Count received;
    private final Meters.Count answersSent;
    private final GrpcCalls served;
    private final GrpcCalls made;
    private final Consumer<ErrorCode> errors;

    MeteredTelemetry(Telemetry other, AppIdentity self, Meters meters, Consumer<ErrorCode> errors, TimeSource time) {
        this.errors = errors;
        this.other = other;
        this.self = self;
        this.time = time;
        this.served = GrpcMeters.served(meters);
        this.made = GrpcMeters.made(meters);
        this.components = new ComponentMeters(meters, self.namespace());
        this.sent = meters.counter(
                "dapr_runtime_service_invocation_req_sent_total",
                "The number of requests sent via service invocation.",
                "dst_app_id",
                "type");
        this.answersReceived = meters.counter(
                "dapr_runtime_service_invocation_res_recv_total",
                "The number of responses received via service invocation.",
                "src_app_id",
                "status",
                "type");
        this.answerLatency = meters.latency(
                "dapr_runtime_service_invocation_res_recv_latency_ms",
                "The latency of service invocation response.",
                "src_app_id",
                "status");
        this.received = meters.counter(
                "dapr_runtime_service_invocation_req_recv_total",
                "The number of requests received via service invocation.",
                "src_app_id");
        this.answersSent = meters.counter(
                "dapr_runtime_service_invocation_res_sent_total",
                "The number of responses sent via service invocation.",
                "dst_app_id",
                "status");
    }

    @Override
    public Mono<GrpcOutcome> grpcApi(
            String method, MessageHeaders metadata, Function<MessageHeaders, Mono<GrpcOutcome>> call) {
        return other.grpcApi(method, metadata, call);
    }

    @Override
    public void refused(ErrorCode code) {
        errors.accept(code);
        other.refused(code);
    }

    @Override
    public GrpcCalls servedCalls() {
        return served;
    }

    @Override
    public GrpcCalls madeCalls() {
        return made;
    }

    @Override
    public <T> Mono<T> component(
            InlayObservation observation, String component, String operation, Supplier<Mono<T>> call) {
        return Mono.defer(() -> {
            long begin = time.nanoTime();
            return other.component(observation, component, operation, call)
                    .doOnSuccess(value ->
                            components.record(observation, component, operation, true, Meters.millisSince(begin, time)))
                    .doOnError(error -> components.record(
                            observation, component, operation, false, Meters.millisSince(begin, time)));
        });
    }

    /** A call of oneself is not service invocation to Dapr: it passes no other instance. */
    @Override
    public Mono<InvokeResponse> sending(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        if (request.appId().equals(self.appId())) {
            return other.sending(request, call);
        }
        return Mono.defer(() -> {
            long begin = time.nanoTime();
            String type = request.body().length() < 0 ? STREAMING : UNARY;
            String callee = withoutNamespace(request.appId());
            sent.increment(callee, type);
            return other.sending(request, call).doOnSuccess(response -> {
                if (response != null) {
                    String status = Integer.toString(response.status());
                    answersReceived.increment(callee, status, type);
                    answerLatency.record(Meters.millisSince(begin, time), callee, status);
                }
            });
        });
    }

    private static String withoutNamespace(String appId) {
        int dot = appId.indexOf('.');
        return dot < 0 ? appId : appId.substring(0, dot);
    }

    @Override
    public Mono<InvokeResponse> receiving(
            InvokeRequest request, String callerAppId, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return Mono.defer(() -> {
            received.increment(callerAppId);
            return other.receiving(request, callerAppId, call).doOnSuccess(response -> {
                if (response != null) {
                    answersSent.increment(callerAppId, Integer.toString(response.status()));
                }
            });
        });
    }

    @Override
    public Mono<InvokeResponse> api(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return other.api(request, call);
    }
}
