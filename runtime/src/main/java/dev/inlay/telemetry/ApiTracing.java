package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The trace of a request of the HTTP API: taken from its headers, told in the response's, as Dapr does. Where nobody
 * traces, what the caller gave goes through as it is. Baggage comes back too, and is refused where it is malformed.
 *
 * <p>Thread-safe.
 */
public final class ApiTracing implements MessageFilter {

    private static final String TRACE_PARENT = TraceHeaders.TRACE_PARENT;
    private static final String TRACE_STATE = "tracestate";
    private static final String BAGGAGE = "baggage";
    private static final String HEALTH = "/healthz";

    private final Telemetry telemetry;

    public ApiTracing(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        String fault = Baggage.fault(request.headers().first(BAGGAGE));
        if (fault != null) {
            return Mono.just(refused(fault));
        }
        if (request.method().contains(HEALTH)) {
            return next.apply(request);
        }
        return telemetry.api(request, traced -> next.apply(traced).map(response -> traced(response, traced.headers())));
    }

    private static InvokeResponse refused(String text) {
        return new InvokeResponse(
                400,
                MessageHeaders.of("content-type", "text/plain; charset=utf-8"),
                MessageBody.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static InvokeResponse traced(InvokeResponse response, MessageHeaders request) {
        MessageHeaders.Builder headers = response.headers().toBuilder();
        if (!response.headers().contains(TRACE_PARENT)) {
            String parent = request.first(TRACE_PARENT);
            headers.set(TRACE_PARENT, parent == null ? TraceHeaders.NO_TRACE : parent);
        }
        copy(TRACE_STATE, request, response.headers(), headers);
        copy(BAGGAGE, request, response.headers(), headers);
        return new InvokeResponse(response.status(), headers.build(), response.body());
    }

    private static void copy(String name, MessageHeaders from, MessageHeaders present, MessageHeaders.Builder to) {
        String value = from.first(name);
        if (value != null && !present.contains(name)) {
            to.set(name, value);
        }
    }
}
