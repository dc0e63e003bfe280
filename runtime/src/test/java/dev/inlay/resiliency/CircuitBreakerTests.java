package dev.inlay.resiliency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.resiliency.ResiliencyFixture.FlakyCall;
import dev.inlay.resiliency.ResiliencyFixture.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CircuitBreakerTests {

    private static ResiliencyFixture app(String breaker) {
        return ResiliencyFixture.of(
                "policies: {circuitBreakers: {cb: %s}}\ntargets: {apps: {orders: {circuitBreaker: cb}}}"
                        .formatted(breaker));
    }

    private static Policy orders(ResiliencyFixture fixture) {
        return fixture.policies.forApp("orders", "neworder");
    }

    private static CircuitBreaker breaker(ResiliencyFixture fixture) {
        orders(fixture);
        return fixture.circuitBreakers.find("app:orders:neworder").orElseThrow();
    }

    private static void fail(ResiliencyFixture fixture, int times) {
        FlakyCall call = new FlakyCall(Integer.MAX_VALUE);
        IntStream.range(0, times).forEach(i -> fixture.run(orders(fixture), call));
    }

    private static void succeed(ResiliencyFixture fixture, int times) {
        IntStream.range(0, times).forEach(i -> fixture.run(orders(fixture), () -> Mono.just("ok")));
    }

    @Test
    void withoutARuleItOpensAtTheSixthFailureInARow() {
        ResiliencyFixture fixture = app("{}");
        fail(fixture, 5);
        succeed(fixture, 1);
        fail(fixture, 5);
        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);

        fail(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.OPEN);
    }

    @Test
    void itTellsTheStateThatAnOperationFindsAndTheOneThatItBringsAbout() {
        List<String> heard = new ArrayList<>();
        ResiliencyFixture fixture = ResiliencyFixture.heard(
                heard,
                "policies: {circuitBreakers: {cb: {trip: consecutiveFailures >= 1, timeout: 5s}}}\n"
                        + "targets: {apps: {orders: {circuitBreaker: cb}}}");
        fail(fixture, 2);
        fixture.advance(Duration.ofSeconds(5));
        succeed(fixture, 2);

        assertThat(heard)
                .containsExactly(
                        "applied closed",
                        "activated open",
                        "applied open",
                        "applied half-open",
                        "activated closed",
                        "applied closed");
    }

    @Test
    void manySuccessesAndFailuresDoNotTripItByResilience4jsOwnRate() {
        ResiliencyFixture fixture = app("{trip: consecutiveFailures > 1000}");
        fail(fixture, 900);
        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
        assertThat(breaker(fixture).getMetrics().getNumberOfFailedCalls()).isEqualTo(900);
    }

    @Test
    void itsRuleSeesAllFiveCounts() {
        ResiliencyFixture fixture = app("{trip: 'requests == 6 && totalSuccesses == 3 && totalFailures == 3"
                + " && consecutiveSuccesses == 0 && consecutiveFailures == 2'}");
        succeed(fixture, 1);
        fail(fixture, 1);
        succeed(fixture, 2);
        fail(fixture, 1);
        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);

        fail(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.OPEN);
    }

    @Test
    void aRuleThatCannotBeEvaluatedDoesNotTrip() {
        ResiliencyFixture fixture = app("{trip: totalFailures / totalSuccesses > 2}");
        fail(fixture, 5);
        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void openItLetsNothingThroughAndStopsRetries() {
        ResiliencyFixture fixture = ResiliencyFixture.of("policies:\n"
                + "  circuitBreakers: {cb: {trip: consecutiveFailures > 1}}\n"
                + "  retries: {r: {duration: 1s}}\n"
                + "targets: {apps: {orders: {circuitBreaker: cb, retry: r}}}");
        FlakyCall call = new FlakyCall(Integer.MAX_VALUE);

        Outcome<String> outcome = fixture.run(orders(fixture), call);
        fixture.advance(Duration.ofMinutes(5));

        assertThat(call.made).hasValue(2);
        assertThat(outcome.errors).singleElement().satisfies(error -> assertThat(error)
                .isInstanceOf(CircuitBreakerOpenException.class)
                .hasMessageContaining("app:orders:neworder"));
        assertThat(breaker(fixture).getMetrics().getNumberOfNotPermittedCalls()).isEqualTo(1);
    }

    @Test
    void afterItsTimeoutATrialSuccessClosesIt() {
        ResiliencyFixture fixture = app("{timeout: 30s}");
        fail(fixture, 6);
        fixture.advance(Duration.ofSeconds(30));
        succeed(fixture, 1);
        assertThat(breaker(fixture).getState()).as("still within the timeout").isEqualTo(State.OPEN);

        fixture.advance(Duration.ofMillis(1));
        succeed(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
        fail(fixture, 5);
        assertThat(breaker(fixture).getState()).as("counts began anew").isEqualTo(State.CLOSED);
    }

    @Test
    void withoutATimeoutItStaysOpenForAMinute() {
        ResiliencyFixture fixture = app("{}");
        fail(fixture, 6);
        fixture.advance(Duration.ofSeconds(60));
        succeed(fixture, 1);
        assertThat(breaker(fixture).getState()).isEqualTo(State.OPEN);
        fixture.advance(Duration.ofMillis(1));
        succeed(fixture, 1);
        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void halfOpenTheFirstFailureOpensItAgain() {
        ResiliencyFixture fixture = app("{maxRequests: 3, timeout: 10s}");
        fail(fixture, 6);
        fixture.advance(Duration.ofMillis(10_001));
        succeed(fixture, 2);
        assertThat(breaker(fixture).getState()).isEqualTo(State.HALF_OPEN);

        fail(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.OPEN);
    }

    @Test
    void halfOpenAllTrialCallsMustSucceedToCloseIt() {
        ResiliencyFixture fixture = app("{maxRequests: 3, timeout: 10s}");
        fail(fixture, 6);
        fixture.advance(Duration.ofMillis(10_001));
        succeed(fixture, 2);
        assertThat(breaker(fixture).getState()).isEqualTo(State.HALF_OPEN);

        succeed(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aCancelledTrialCallGivesItsPlaceToAnother() {
        ResiliencyFixture fixture = app("{timeout: 10s}");
        fail(fixture, 6);
        fixture.advance(Duration.ofMillis(10_001));
        Disposable trial = orders(fixture).run(Mono::never).subscribe();
        assertThat(fixture.run(orders(fixture), () -> Mono.just("ok")).errors).hasSize(1);

        trial.dispose();
        succeed(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aCallThatBeganBeforeItOpenedDoesNotCountAfterwards() {
        ResiliencyFixture fixture = app("{timeout: 10s}");
        Sinks.One<String> slow = Sinks.one();
        fixture.run(orders(fixture), slow::asMono);
        fail(fixture, 6);
        fixture.advance(Duration.ofMillis(10_001));
        Sinks.One<String> trial = Sinks.one();
        fixture.run(orders(fixture), trial::asMono);

        slow.tryEmitError(new IllegalStateException("late"));
        assertThat(breaker(fixture).getState()).isEqualTo(State.HALF_OPEN);
        trial.tryEmitValue("ok");

        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void closedItsCountsBeginAnewWithEachInterval() {
        ResiliencyFixture fixture = app("{interval: 10s, trip: totalFailures > 2}");
        fail(fixture, 2);
        fixture.advance(Duration.ofSeconds(10));
        fail(fixture, 2);
        assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);

        fail(fixture, 1);

        assertThat(breaker(fixture).getState()).isEqualTo(State.OPEN);
    }

    @Test
    void eachMethodHasItsOwn() {
        ResiliencyFixture fixture = app("{}");
        fail(fixture, 6);

        assertThat(fixture.run(fixture.policies.forApp("orders", "cancel"), () -> Mono.just("ok")).values)
                .containsExactly("ok");
    }

    @Test
    void methodsNotCalledForLongMakeRoomForOthers() {
        ResiliencyFixture fixture = app("{}");
        Policy first = fixture.policies.forApp("orders", "m0");
        IntStream.range(1, 100).forEach(i -> fixture.policies.forApp("orders", "m" + i));
        assertThat(fixture.policies.forApp("orders", "m0")).isSameAs(first);

        fixture.policies.forApp("orders", "m100");

        assertThat(fixture.circuitBreakers.getAllCircuitBreakers()).hasSize(100);
        assertThat(fixture.circuitBreakers.find("app:orders:m1")).isEmpty();
        assertThat(fixture.policies.forApp("orders", "m0")).isSameAs(first);
    }

    @Test
    void theActuatorMayForceItOpenAndCloseIt() {
        ResiliencyFixture fixture = app("{}");
        breaker(fixture).transitionToForcedOpenState();
        assertThat(fixture.run(orders(fixture), () -> Mono.just("ok")).errors).hasSize(1);

        breaker(fixture).transitionToClosedState();

        assertThat(fixture.run(orders(fixture), () -> Mono.just("ok")).values).containsExactly("ok");
    }

    @Test
    void halfOpenNoMoreThanTheTrialCallsPassHoweverManyCome() throws Exception {
        int threads = 8;
        int trials = 3;
        ResiliencyFixture fixture = app("{maxRequests: %d, timeout: 10s}".formatted(trials));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 200; round++) {
                fail(fixture, 6);
                fixture.advance(Duration.ofMillis(10_001));
                Sinks.Many<String> answers = Sinks.many().replay().all();
                AtomicInteger passed = new AtomicInteger();
                AtomicInteger refused = new AtomicInteger();
                CountDownLatch together = new CountDownLatch(threads);
                List<java.util.concurrent.Callable<Void>> callers = IntStream.range(0, threads)
                        .<java.util.concurrent.Callable<Void>>mapToObj(i -> () -> {
                            together.countDown();
                            assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
                            orders(fixture)
                                    .run(() -> {
                                        passed.incrementAndGet();
                                        return answers.asFlux().next();
                                    })
                                    .subscribe(value -> {}, error -> refused.incrementAndGet());
                            return null;
                        })
                        .toList();
                for (var future : executor.invokeAll(callers, 10, TimeUnit.SECONDS)) {
                    future.get();
                }
                assertThat(passed).hasValue(trials);
                assertThat(refused).hasValue(threads - trials);
                answers.tryEmitNext("ok");
                assertThat(breaker(fixture).getState()).isEqualTo(State.CLOSED);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
