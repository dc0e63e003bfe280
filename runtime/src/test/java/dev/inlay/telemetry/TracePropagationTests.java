package dev.inlay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Span;
import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.StrictCurrentTraceContext;
import brave.propagation.TraceContext;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.brave.bridge.W3CPropagation;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Trace context through invoke with Brave and W3C headers, as Spring Boot sets them up. */
class TracePropagationTests {

    private static final String GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String GIVEN_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final InvokeRequest REQUEST = new InvokeRequest("orders", "POST", "neworder");

    private final List<MutableSpan> spans = new CopyOnWriteArrayList<>();
    private final Tracing tracing = Tracing.newBuilder()
            .currentTraceContext(StrictCurrentTraceContext.create())
            .propagationFactory(new W3CPropagation())
            .traceId128Bit(true)
            .addSpanHandler(new SpanHandler() {
                @Override
                public boolean end(@Nullable TraceContext context, MutableSpan span, @Nullable Cause cause) {
                    spans.add(span);
                    return true;
                }
            })
            .build();
    private final Telemetry telemetry = telemetry();

    private Telemetry telemetry() {
        var tracer = new BraveTracer(tracing.tracer(), new BraveCurrentTraceContext(tracing.currentTraceContext()));
        var propagator = new BravePropagator(tracing);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return ObservedTelemetry.of(registry, propagator);
    }

    @AfterEach
    void close() {
        tracing.close();
    }

    private static InvokeResponse ok() {
        return new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty());
    }

    private static <T> void await(Mono<T> call) {
        StepVerifier.create(call).expectNextCount(1).expectComplete().verify(Duration.ofSeconds(10));
    }

    private MutableSpan span(brave.Span.Kind kind) {
        return spans.stream().filter(span -> span.kind() == kind).findFirst().orElseThrow();
    }

    @Test
    void oneTraceRunsFromTheCallerThroughTheCalleeToItsStore() {
        List<InvokeRequest> atTheApp = new CopyOnWriteArrayList<>();
        await(telemetry.sending(REQUEST, sent -> Mono.just(sent)
                .publishOn(Schedulers.parallel())
                .flatMap(wire -> telemetry.receiving(wire, "client", request -> {
                    atTheApp.add(request);
                    return telemetry.component(InlayObservation.STATE, "s", "set", () -> Mono.just(ok()));
                }))));

        MutableSpan client = span(Span.Kind.CLIENT);
        MutableSpan server = span(brave.Span.Kind.SERVER);
        MutableSpan store =
                spans.stream().filter(s -> s.kind() == null).findFirst().orElseThrow();
        assertThat(spans).hasSize(3).extracting(MutableSpan::traceId).containsOnly(client.traceId());
        assertThat(client.name()).isEqualTo("CallLocal/orders/neworder");
        assertThat(server.parentId()).isEqualTo(client.id());
        assertThat(store.parentId()).isEqualTo(server.id());
        assertThat(store.name()).isEqualTo("state/s/set");
        assertThat(atTheApp.get(0).headers().first("traceparent"))
                .as("the application's spans become children of the callee's")
                .isEqualTo("00-" + server.traceId() + "-" + server.id() + "-01");
        assertThat(client.tag("status")).isEqualTo("200");
    }

    @Test
    void theCalleeContinuesTheTraceInTheHeaders() {
        await(telemetry.receiving(REQUEST.withHeader("traceparent", GIVEN), "client", request -> Mono.just(ok())));

        MutableSpan server = span(brave.Span.Kind.SERVER);
        assertThat(server.traceId()).isEqualTo(GIVEN_TRACE);
        assertThat(server.parentId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void aCallerThatIsNotObservedButBringsATraceKeepsIt() {
        List<InvokeRequest> sent = new CopyOnWriteArrayList<>();
        await(telemetry.sending(REQUEST.withHeader("traceparent", GIVEN), request -> {
            sent.add(request);
            return Mono.just(ok());
        }));
        assertThat(sent.get(0).headers().first("traceparent")).isEqualTo(GIVEN);
    }

    @Test
    void insideAnObservationAForwardedTraceHeaderIsReplacedByItsOwn() {
        List<InvokeRequest> sent = new CopyOnWriteArrayList<>();
        await(telemetry.receiving(
                REQUEST,
                "client",
                inner -> telemetry.sending(REQUEST.withHeader("traceparent", GIVEN), request -> {
                    sent.add(request);
                    return Mono.just(ok());
                })));

        MutableSpan client = span(Span.Kind.CLIENT);
        assertThat(sent.get(0).headers().all("traceparent"))
                .containsExactly("00-" + client.traceId() + "-" + client.id() + "-01");
        assertThat(client.traceId()).isNotEqualTo(GIVEN_TRACE);
    }

    @Test
    void eachRetryInsideACallHasTheSameSpan() {
        AtomicInteger attempts = new AtomicInteger();
        await(telemetry.sending(REQUEST, request -> Mono.defer(() -> attempts.incrementAndGet() < 3
                        ? Mono.<InvokeResponse>error(new IllegalStateException("again"))
                        : Mono.just(ok()))
                .retry(2)));
        assertThat(spans).hasSize(1);
    }

    @Test
    void aRequestOfTheApiContinuesTheCallersTraceAndHandsItsOwnSpanOn() {
        InvokeRequest given = new InvokeRequest("orders", "GET", "v1.0/state/s/k").withHeader("traceparent", GIVEN);

        await(telemetry.api(given, traced -> {
            assertThat(traced.headers().first("traceparent"))
                    .startsWith("00-" + GIVEN_TRACE)
                    .isNotEqualTo(GIVEN);
            return Mono.just(ok());
        }));

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("/v1.0/state/s/k");
            assertThat(span.traceId()).isEqualTo(GIVEN_TRACE);
            assertThat(span.kind()).isEqualTo(Span.Kind.CLIENT);
            assertThat(span.tag("dapr.api")).isEqualTo("GET /v1.0/state/s/k");
            assertThat(span.tag("dapr.status_code")).isEqualTo("200");
        });
    }
}
