package dev.inlay.sidecar.tracing;

import dev.inlay.telemetry.ObservedTelemetry;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.telemetry.TracingSettings;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes spans of the runtime's observations and sends them where the Configuration says. Traces that callers began are
 * sampled as these say, new ones by the configured share.
 *
 * <p>Thread-safe. Spans are sent in batches on a thread of the exporter's.
 */
public final class Tracing {

    private final SdkTracerProvider provider;
    private final Telemetry telemetry;

    private Tracing(SdkTracerProvider provider) {
        this.provider = provider;
        this.telemetry = telemetryOf(provider);
    }

    /**
     * Tracing by these settings.
     *
     * @param appId the name of the service in every span, unless OpenTelemetry's environment variables name another
     */
    public static Tracing of(TracingSettings settings, String appId, UnaryOperator<@Nullable String> environment) {
        return of(settings, appId, environment, SpanDestinations.of(settings));
    }

    static Tracing of(
            TracingSettings settings,
            String appId,
            UnaryOperator<@Nullable String> environment,
            List<SpanProcessor> processors) {
        Sampler sampler = Sampler.parentBased(Sampler.traceIdRatioBased(settings.samplingRate()));
        var builder = SdkTracerProvider.builder()
                .setSampler(sampler)
                .setResource(Resource.getDefault().merge(Resource.create(attributes(appId, environment))));
        processors.forEach(builder::addSpanProcessor);
        return new Tracing(builder.build());
    }

    private static Attributes attributes(String appId, UnaryOperator<@Nullable String> environment) {
        var attributes = Attributes.builder();
        String service = environment.apply("OTEL_SERVICE_NAME");
        attributes.put("service.name", service == null || service.isEmpty() ? appId : service);
        String more = environment.apply("OTEL_RESOURCE_ATTRIBUTES");
        for (String pair : more == null ? new String[0] : more.split(",")) {
            int mark = pair.indexOf('=');
            if (mark > 0) {
                attributes.put(
                        AttributeKey.stringKey(pair.substring(0, mark).strip()),
                        pair.substring(mark + 1).strip());
            }
        }
        return attributes.build();
    }

    private static Telemetry telemetryOf(SdkTracerProvider provider) {
        var propagation = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
        var tracer = new OtelTracer(provider.get("dapr-diagnostics"), new OtelCurrentTraceContext(), event -> {});
        var propagator = new OtelPropagator(propagation, provider.get("dapr-diagnostics"));
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return ObservedTelemetry.of(registry, propagator);
    }

    /** What makes spans of the runtime's operations. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Sends what is left, and ends. */
    public Mono<Void> close() {
        return Mono.create(sink -> {
            CompletableResultCode done = provider.shutdown();
            done.whenComplete(sink::success);
        });
    }
}
