package dev.inlay.api.http;

import dev.inlay.api.ApiBackend;
import dev.inlay.api.Shutdown;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Mono;

/** The routes about the runtime itself: its health, what it tells about itself, its end. */
final class RuntimeEndpoints {

    private final ApiBackend backend;

    RuntimeEndpoints(ApiBackend backend) {
        this.backend = backend;
    }

    /** What anybody may ask, on the public port too. */
    List<Route> publicRoutes() {
        return List.of(
                Route.of("Healthz", "GET", "v1.0/healthz", Route.Kind.HEALTH_CHECK, this::health),
                Route.of("HealthzOutbound", "GET", "v1.0/healthz/outbound", Route.Kind.HEALTH_CHECK, this::outbound),
                Route.of("GetMetadata", "GET", "v1.0/metadata", this::metadata),
                Route.of("PutMetadata", "PUT", "v1.0/metadata/{key}", this::putMetadata));
    }

    Route shutdown() {
        return Route.of(
                "Shutdown",
                "POST",
                "v1.0/shutdown",
                call -> Mono.fromSupplier(() -> {
                    backend.shutdown().asAsked(call.request().headers().first(Shutdown.FORCE));
                    return Replies.NO_CONTENT;
                }));
    }

    private Mono<InvokeResponse> health(Call call) {
        List<String> unready = backend.readiness().unready();
        if (!unready.isEmpty()) {
            return Mono.error(InlayException.of(ErrorCode.HEALTH_NOT_READY, "[" + String.join(" ", unready) + "]"));
        }
        String asked = call.query("appid");
        return asked == null || asked.equals(backend.app().appId())
                ? Mono.just(Replies.NO_CONTENT)
                : Mono.error(InlayException.of(ErrorCode.HEALTH_APP_ID_NOT_MATCH));
    }

    private Mono<InvokeResponse> outbound(Call call) {
        return backend.readiness().isOutboundReady()
                ? Mono.just(Replies.NO_CONTENT)
                : Mono.error(InlayException.of(ErrorCode.OUTBOUND_HEALTH_NOT_READY));
    }

    private Mono<InvokeResponse> putMetadata(Call call) {
        return Bodies.bytes(call.request(), ErrorCode.BODY_READ).map(value -> {
            backend.metadata().put(call.parameter("key"), new String(value, StandardCharsets.UTF_8));
            return Replies.NO_CONTENT;
        });
    }

    private Mono<InvokeResponse> metadata(Call call) {
        return Mono.fromSupplier(() -> MetadataReply.of(backend.metadata().get()));
    }
}
