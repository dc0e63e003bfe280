package dev.inlay.resiliency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.resiliency.ResiliencyFixture.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.timelimiter.event.TimeLimiterEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class TimeoutTests {

    private final ResiliencyFixture fixture = ResiliencyFixture.of("policies:\n"
            + "  timeouts: {short: 500ms, millis: 250, none: 0}\n"
            + "  retries: {twice: {duration: 1s, maxRetries: 1}}\n"
            + "  circuitBreakers: {first: {trip: consecutiveFailures > 0}}\n"
            + "targets:\n"
            + "  apps:\n"
            + "    orders: {timeout: short}\n"
            + "    bare: {timeout: millis}\n"
            + "    untimed: {timeout: none}\n"
            + "    retried: {timeout: short, retry: twice}\n"
            + "    guarded: {timeout: short, circuitBreaker: first}\n");

    @Test
    void aCallThatTakesLongerFailsAndIsCancelled() {
        AtomicInteger cancelled = new AtomicInteger();
        Outcome<Object> outcome = fixture.run(
                fixture.policies.forApp("orders", "slow"), () -> Mono.never().doOnCancel(cancelled::incrementAndGet));
        fixture.advance(Duration.ofMillis(499));
        assertThat(outcome.isUnderWay()).isTrue();

        fixture.advance(Duration.ofMillis(1));

        assertThat(outcome.errors).singleElement().satisfies(error -> assertThat(error)
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessage("endpoint[orders, orders:slow] did not finish within its timeout of 500ms"));
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void aBareNumberMeansMilliseconds() {
        Outcome<Object> outcome = fixture.run(fixture.policies.forApp("bare", "slow"), Mono::never);
        fixture.advance(Duration.ofMillis(250));
        assertThat(outcome.errors).hasSize(1);
    }

    @Test
    void zeroMeansNone() {
        assertThat(fixture.policies.forApp("untimed", "slow")).isSameAs(Policy.none());
    }

    @Test
    void eachAttemptHasTheWholeTimeout() {
        Outcome<Object> outcome = fixture.run(fixture.policies.forApp("retried", "slow"), Mono::never);
        fixture.advance(Duration.ofMillis(1999));
        assertThat(outcome.isUnderWay()).isTrue();
        fixture.advance(Duration.ofMillis(1));
        assertThat(outcome.errors).hasSize(1);
    }

    @Test
    void aTimeoutIsAFailureToTheCircuitBreaker() {
        fixture.run(fixture.policies.forApp("guarded", "slow"), Mono::never);
        fixture.advance(Duration.ofMillis(500));
        assertThat(fixture.circuitBreakers
                        .find("app:guarded:slow")
                        .orElseThrow()
                        .getState())
                .isEqualTo(State.OPEN);
    }

    @Test
    void resilience4jSeesSuccessAndTimeout() {
        Policy policy = fixture.policies.forApp("orders", "slow");
        List<TimeLimiterEvent.Type> events = new ArrayList<>();
        fixture.timeLimiters
                .timeLimiter("app:orders")
                .getEventPublisher()
                .onSuccess(event -> events.add(event.getEventType()))
                .onTimeout(event -> events.add(event.getEventType()));

        fixture.run(policy, () -> Mono.just("quick"));
        fixture.run(policy, Mono::never);
        fixture.advance(Duration.ofMillis(500));

        assertThat(events).containsExactly(TimeLimiterEvent.Type.SUCCESS, TimeLimiterEvent.Type.TIMEOUT);
    }
}
