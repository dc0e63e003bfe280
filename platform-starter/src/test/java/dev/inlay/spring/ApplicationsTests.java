package dev.inlay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import brave.handler.MutableSpan;
import dev.inlay.InlayRuntime;
import dev.inlay.error.InlayException;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.invoke.InvokeException;
import dev.inlay.spring.apps.Actuator;
import dev.inlay.spring.apps.CallerApplication.Callee;
import dev.inlay.spring.apps.CallerApplication.OwnBean;
import dev.inlay.spring.apps.Fleet;
import dev.inlay.spring.apps.ReadinessLog;
import dev.inlay.spring.apps.SlowWork;
import dev.inlay.spring.apps.SpanLog;
import dev.inlay.spring.invoke.InvokeExchangeClients;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

/** Applications with the starter, as people write them: how they call each other, and what they show of themselves. */
@ExtendWith(Fleet.Provider.class)
class ApplicationsTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final InvokeClient invoke;

    ApplicationsTests(Fleet fleet) {
        this.fleet = fleet;
        this.invoke = fleet.caller().getBean(InvokeClient.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"callee", "servlet-callee"})
    void theyCallEachOtherByAppId(String appId) {
        String answer = invoke.post(appId, "/echo", "hello", String.class).block(LIMIT);

        assertThat(answer).isEqualTo("echo of hello");
        assertThatExceptionOfType(InvokeException.class)
                .isThrownBy(
                        () -> invoke.get(appId, "/nothing-here", String.class).block(LIMIT))
                .satisfies(error -> assertThat(error.status()).isEqualTo(404));
    }

    @Test
    void anInterfaceIsAClientOfAnotherApplication() {
        Callee callee = fleet.caller().getBean(Callee.class);

        assertThat(callee.echo("hi").block(LIMIT)).isEqualTo("echo of hi");
        assertThat(callee.echoAndWait("hi")).isEqualTo("echo of hi");
        assertThat(callee.json(Map.of("a", 1)).block(LIMIT)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void anInterfaceWithABeanOfTheApplicationsOwnIsLeftAlone() {
        assertThat(fleet.caller().getBean(OwnBean.class).echo("hi")).isEqualTo("own answer to hi");
    }

    @Test
    void clientsOfInterfacesCanBeMadeByHand() {
        Callee callee = fleet.caller().getBean(InvokeExchangeClients.class).create(Callee.class);

        assertThat(callee.echo("hi").block(LIMIT)).isEqualTo("echo of hi");
    }

    @Test
    void aPlainWebClientCallsApplicationsAndTheRestOfTheWorld() {
        WebClient client = fleet.caller().getBean(WebClient.class);
        String port = fleet.reactive().getEnvironment().getProperty("local.server.port");

        for (String base : List.of("inlay://callee", "http://127.0.0.1:" + port)) {
            String answer = client.post()
                    .uri(base + "/echo")
                    .bodyValue("hi")
                    .retrieve()
                    .bodyToMono(String.class)
                    .block(LIMIT);
            assertThat(answer).as(base).isEqualTo("echo of hi");
        }
    }

    @Test
    void anApplicationThatIsNotThereIsNamedAndSoAreThoseThatAre() {
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> invoke.get("nobody", "/", String.class).block(LIMIT))
                .withMessageContaining("nobody")
                .withMessageContaining("servlet-callee");
    }

    @ParameterizedTest
    @ValueSource(strings = {"callee", "servlet-callee"})
    void theHealthOfEachComponentIsShown(String appId) {
        actuator(appId)
                .get(200, "/health/inlay")
                .jsonPath("$.status")
                .isEqualTo("UP")
                .jsonPath("$.components.statestore.status")
                .isEqualTo("UP")
                .jsonPath("$.components.statestore.details.component")
                .isEqualTo("statestore (state.sqlite/v1)")
                .jsonPath("$.components['nameresolution.sqlite'].status")
                .isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"callee", "servlet-callee"})
    void theyAreReadyWhenTheRuntimeIs(String appId) {
        actuator(appId).get(200, "/health/readiness");
        assertThat(application(appId).getBean(InlayRuntime.class).isReady()).isTrue();
        assertThat(application(appId).getBean(ReadinessLog.class).notes())
                .containsExactly("started: not serving", "ACCEPTING_TRAFFIC: serving");
    }

    @Test
    void anApplicationWithoutAWebServerIsReadyToo() {
        assertThat(fleet.caller().getBean(ApplicationAvailability.class).getReadinessState())
                .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(fleet.caller().getBean(InlayRuntime.class).isReady()).isTrue();
        assertThat(fleet.caller().getBean(InlayRuntime.class).internalAddress()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"callee", "servlet-callee"})
    void aTraceGoesThroughACall(String appId) {
        Observation business = Observation.start("business", fleet.caller().getBean(ObservationRegistry.class));
        String traceparent = invoke.get(appId, "/traceparent", String.class)
                .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, business))
                .block(LIMIT);
        business.stop();
        String traceId = String.valueOf(traceparent).split("-")[1];

        MutableSpan root = span(fleet.caller(), traceId, "business");
        MutableSpan client = span(fleet.caller(), traceId, "CallLocal/" + appId + "/traceparent");
        MutableSpan server = span(application(appId), traceId, "CallLocal/" + appId + "/traceparent");
        MutableSpan controller = span(application(appId), traceId, "http get /traceparent");
        assertThat(client.parentId()).isEqualTo(root.id());
        assertThat(server.parentId()).isEqualTo(client.id());
        assertThat(controller.parentId()).isEqualTo(server.id());
        await("the spans to be reported").atMost(LIMIT).untilAsserted(() -> assertThat(
                        fleet.zipkin().reports())
                .anySatisfy(report -> assertThat(report).contains(traceId, client.id()))
                .anySatisfy(report -> assertThat(report).contains(traceId, controller.id())));
    }

    @Test
    void aCallUnderWayFinishesWhenItsApplicationStops() throws Exception {
        ConfigurableApplicationContext leaving = fleet.startAnother("leaving");
        InlayRuntime runtime = leaving.getBean(InlayRuntime.class);
        SlowWork work = leaving.getBean(SlowWork.class);
        CompletableFuture<String> answer =
                invoke.get("leaving", "/slow", String.class).toFuture();
        work.begun().block(LIMIT);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(leaving::close);
        await("serving to stop").atMost(LIMIT).until(() -> runtime.internalAddress() == null);
        assertThat(answer).isNotDone();
        work.end("finished");

        assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("finished");
        closed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> invoke.get("leaving", "/slow", String.class).block(LIMIT));
    }

    private static MutableSpan span(ConfigurableApplicationContext application, String traceId, String name) {
        return await("the span " + name)
                .atMost(LIMIT)
                .until(
                        () -> application.getBean(SpanLog.class).ofTrace(traceId).stream()
                                .filter(span -> name.equals(span.name()))
                                .toList(),
                        spans -> spans.size() == 1)
                .get(0);
    }

    private Actuator actuator(String appId) {
        return new Actuator(application(appId));
    }

    private ConfigurableApplicationContext application(String appId) {
        return appId.equals("callee") ? fleet.reactive() : fleet.servlet();
    }
}
