package dev.inlay.api.http;

import dev.inlay.api.CallLogging;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.time.TimeSource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hands each request to the endpoint of its route, and logs the call if that is wished. Thread-safe. */
final class Router {

    /** The name under which Dapr logs calls. */
    private static final Logger LOG = LoggerFactory.getLogger("dapr.runtime.http-info");

    private static final String USER_AGENT = "user-agent";

    private final RouteTable routes;
    private final @Nullable Function<InvokeRequest, Mono<InvokeResponse>> fallback;
    private final ErrorReplies errors;
    private final CallLogging logging;
    private final TimeSource time;

    /** @param fallback answers what is no route, as an invocation; null to answer that it was not found */
    Router(
            List<Route> routes,
            @Nullable Function<InvokeRequest, Mono<InvokeResponse>> fallback,
            ErrorReplies errors,
            CallLogging logging,
            TimeSource time) {
        this.routes = new RouteTable(routes);
        this.fallback = fallback;
        this.errors = errors;
        this.logging = logging;
        this.time = time;
    }

    /** The answer; errors have become answers, too, so that filters see them. */
    Mono<InvokeResponse> answer(InvokeRequest request) {
        Call call = routes.find(request);
        if (!logging.enabled() || (logging.omitHealthChecks() && isHealthCheck(call))) {
            return answer(request, call);
        }
        long start = time.nanoTime();
        return answer(request, call).map(response -> logged(request, name(request, call), response, start));
    }

    private Mono<InvokeResponse> answer(InvokeRequest request, @Nullable Call call) {
        Mono<InvokeResponse> answer;
        try {
            answer = call != null ? call.route().endpoint().answer(call) : otherwise(request);
        } catch (RuntimeException e) {
            answer = Mono.error(e);
        }
        return answer.onErrorResume(error -> Mono.fromSupplier(() -> errors.of(error)));
    }

    private Mono<InvokeResponse> otherwise(InvokeRequest request) {
        if (fallback != null) {
            return fallback.apply(request);
        }
        request.body().release();
        return Mono.just(Replies.NOT_FOUND);
    }

    private static boolean isHealthCheck(@Nullable Call call) {
        return call != null && call.route().kind() == Route.Kind.HEALTH_CHECK;
    }

    private String name(InvokeRequest request, @Nullable Call call) {
        if (!logging.obfuscateUrls()) {
            return request.verb() + " /" + request.method();
        }
        if (call != null) {
            return call.route().name();
        }
        return fallback == null ? "" : InvokeEndpoint.NAME;
    }

    /** The answer, whose log line is written when its last byte has been. */
    private InvokeResponse logged(InvokeRequest request, String name, InvokeResponse response, long start) {
        if (response.body().isReplayable()) {
            log(request, name, response, response.body().length(), start);
            return response;
        }
        long[] size = new long[1];
        Flux<ByteBuffer> counted = response.body().stream()
                .doOnNext(buffer -> size[0] += buffer.remaining())
                .doFinally(signal -> log(request, name, response, size[0], start));
        return new InvokeResponse(
                response.status(),
                response.headers(),
                MessageBody.stream(counted, response.body().length()));
    }

    private void log(InvokeRequest request, String name, InvokeResponse response, long size, long start) {
        var line = LOG.atInfo().addKeyValue("method", name);
        String userAgent = request.headers().first(USER_AGENT);
        if (userAgent != null && !userAgent.isEmpty()) {
            line = line.addKeyValue("useragent", userAgent);
        }
        line.addKeyValue("code", response.status())
                .addKeyValue("size", size)
                .addKeyValue("duration", time.since(start).toMillis())
                .log("HTTP API Called");
    }
}
