package dev.inlay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ObservedTelemetryTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final InvokeRequest REQUEST = new InvokeRequest("orders", "POST", "/neworder");

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final Telemetry telemetry = ObservedTelemetry.of(registry);

    private static InvokeResponse response(int status) {
        return new InvokeResponse(status, MessageHeaders.empty(), MessageBody.empty());
    }

    private static Function<InvokeRequest, Mono<InvokeResponse>> answering(int status) {
        return request -> Mono.just(response(status));
    }

    private static <T> void await(Mono<T> call) {
        StepVerifier.create(call)
                .thenConsumeWhile(value -> true)
                .expectComplete()
                .verify(LIMIT);
    }

    private TestObservationRegistryAssert observed() {
        return TestObservationRegistryAssert.assertThat(registry);
    }

    @Test
    void aComponentsOperationIsObservedUntilItEnds() {
        await(telemetry.component(InlayObservation.STATE, "statestore", "get", () -> Mono.just("value")));

        observed()
                .hasSingleObservationThat()
                .hasNameEqualTo("inlay.state")
                .hasContextualNameEqualTo("state/statestore/get")
                .hasLowCardinalityKeyValue("component", "statestore")
                .hasLowCardinalityKeyValue("operation", "get")
                .hasHighCardinalityKeyValue("db.system", "state")
                .hasHighCardinalityKeyValue("db.name", "statestore")
                .doesNotHaveError()
                .hasBeenStarted()
                .hasBeenStopped();
    }

    @Test
    void nothingIsObservedBeforeSomebodySubscribes() {
        Mono<String> call = telemetry.component(InlayObservation.STATE, "s", "get", () -> Mono.just("value"));
        observed().doesNotHaveAnyObservation();
        await(call);
        observed().hasNumberOfObservationsEqualTo(1);
    }

    @Test
    void anErrorIsRecordedAndHandedOn() {
        StepVerifier.create(telemetry.component(InlayObservation.STATE, "s", "get", () -> {
                    throw new IllegalStateException("no");
                }))
                .expectErrorMessage("no")
                .verify(LIMIT);
        observed().hasSingleObservationThat().hasError().hasBeenStopped();
    }

    @Test
    void aCancelledOperationEndsToo() {
        telemetry
                .component(InlayObservation.STATE, "s", "get", Mono::never)
                .subscribe()
                .dispose();
        observed().hasSingleObservationThat().doesNotHaveError().hasBeenStopped();
    }

    @ParameterizedTest
    @CsvSource({"POST, 503, POST, 503", "BREW, 200, OTHER, 200"})
    void aCallOfAnotherApplicationCarriesVerbAndStatus(String verb, int status, String verbKey, String statusKey) {
        await(telemetry.sending(new InvokeRequest("orders", verb, "a/b"), answering(status)));

        observed()
                .hasSingleObservationThat()
                .hasNameEqualTo("inlay.invoke.client")
                .hasContextualNameEqualTo("CallLocal/orders/a/b")
                .hasLowCardinalityKeyValue("app.id", "orders")
                .hasLowCardinalityKeyValue("method", verbKey)
                .hasLowCardinalityKeyValue("status", statusKey)
                .hasHighCardinalityKeyValue("dapr.invoke_method", "a/b")
                .hasHighCardinalityKeyValue("net.peer.name", "orders")
                .hasHighCardinalityKeyValue("rpc.service", "ServiceInvocation")
                .hasBeenStopped();
    }

    @Test
    void aCallWithoutAnswerHasNoStatus() {
        StepVerifier.create(telemetry.sending(REQUEST, request -> Mono.error(new IllegalStateException("gone"))))
                .expectErrorMessage("gone")
                .verify(LIMIT);
        observed()
                .hasSingleObservationThat()
                .hasLowCardinalityKeyValue("status", "none")
                .hasError();
    }

    @ParameterizedTest
    @CsvSource({"client, client", "'', unknown"})
    void aCallByAnotherApplicationCarriesTheCaller(String caller, String key) {
        await(telemetry.receiving(REQUEST, caller, answering(204)));

        observed()
                .hasSingleObservationThat()
                .hasNameEqualTo("inlay.invoke.server")
                .hasContextualNameEqualTo("CallLocal/orders/neworder")
                .hasLowCardinalityKeyValue("app.id", key)
                .hasLowCardinalityKeyValue("status", "204");
    }

    @Test
    void observationsNestThroughReactorsContextAcrossThreads() {
        Mono<InvokeResponse> call = telemetry.receiving(REQUEST, "client", request -> Mono.just(request)
                .publishOn(Schedulers.parallel())
                .flatMap(r -> telemetry.component(InlayObservation.STATE, "s", "set", () -> Mono.just(response(200)))));
        await(call);

        observed()
                .hasObservationWithNameEqualTo("inlay.state")
                .that()
                .hasParentObservationContextMatching(parent -> "inlay.invoke.server".equals(parent.getName()));
    }

    @Test
    void whatRunsInsideFindsTheObservationInItsContext() {
        AtomicReference<Object> found = new AtomicReference<>();
        await(telemetry.receiving(
                REQUEST,
                "client",
                request -> Mono.deferContextual(view -> {
                    Observation observation = view.get(ObservationThreadLocalAccessor.KEY);
                    found.set(observation.getContextView().getName());
                    return Mono.just(response(200));
                })));
        assertThat(found).hasValue("inlay.invoke.server");
    }

    @Test
    void withoutATracerTraceHeadersPassUnchanged() {
        MessageHeaders headers = MessageHeaders.builder()
                .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .add("tracestate", "vendor=1")
                .add("baggage", "user=7")
                .build();
        List<InvokeRequest> sent = new CopyOnWriteArrayList<>();
        List<InvokeRequest> received = new CopyOnWriteArrayList<>();
        await(telemetry.sending(REQUEST.withHeaders(headers), request -> {
            sent.add(request);
            return telemetry.receiving(request, "client", inner -> {
                received.add(inner);
                return Mono.just(response(200));
            });
        }));

        assertThat(sent.get(0).headers()).isEqualTo(headers);
        assertThat(received.get(0).headers()).isEqualTo(headers);
    }

    @Test
    void anApplicationsConventionOverridesNamesAndKeys() {
        class Renamed implements GlobalObservationConvention<InvokeClientObservationContext> {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof InvokeClientObservationContext;
            }

            @Override
            public String getName() {
                return "calls";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(InvokeClientObservationContext context) {
                InvokeResponse answer = context.response();
                return KeyValues.of(KeyValue.of("ok", String.valueOf(answer != null && answer.isSuccess())));
            }
        }
        registry.observationConfig().observationConvention(new Renamed());

        await(telemetry.sending(REQUEST, answering(200)));

        observed().hasSingleObservationThat().hasNameEqualTo("calls").hasLowCardinalityKeyValue("ok", "true");
    }

    @Test
    void whereNobodyWatchesTelemetryIsOff() {
        assertThat(ObservedTelemetry.of(ObservationRegistry.NOOP)).isSameAs(Telemetry.none());
    }

    @Test
    void aCallIsNoOperationOnAComponent() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> telemetry.component(InlayObservation.INVOKE_CLIENT, "s", "get", () -> Mono.just("value")))
                .withMessageContaining("INVOKE_CLIENT");
    }
}
