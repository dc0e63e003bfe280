package dev.inlay.resiliency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.resiliency.DefaultPolicyNames.Direction;
import dev.inlay.resiliency.ResiliencyFixture.FlakyCall;
import dev.inlay.resiliency.ResiliencyFixture.Outcome;
import dev.inlay.resiliency.ResiliencyPolicies.ComponentKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

class TargetLookupTests {

    /** For each kind and direction: with the names from the most specific on taken away one by one, the next counts. */
    static Stream<Arguments> componentDefaults() {
        List<Arguments> table = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            for (Direction direction : Direction.values()) {
                List<String> levels = List.of(
                        kind.policyName() + "Component" + direction.policyName(),
                        "Component" + direction.policyName(),
                        "Component",
                        "");
                for (int i = 0; i < levels.size(); i++) {
                    table.add(Arguments.of(kind, direction, levels.subList(i, levels.size())));
                }
            }
        }
        return table.stream();
    }

    @ParameterizedTest
    @MethodSource("componentDefaults")
    void theMostSpecificDefaultPolicyCounts(ComponentKind kind, Direction direction, List<String> levels) {
        StringBuilder timeouts = new StringBuilder("policies:\n  timeouts:\n");
        // The order in the manifest must not matter, so the least specific comes first.
        for (int i = levels.size() - 1; i >= 0; i--) {
            timeouts.append("    Default")
                    .append(levels.get(i))
                    .append("TimeoutPolicy: ")
                    .append(i + 1)
                    .append("s\n");
        }
        ResiliencyFixture fixture = ResiliencyFixture.of(
                timeouts + "    DefaultAppTimeoutPolicy: 99s\n" + "    DefaultActorTimeoutPolicy: 99s\n");

        Policy policy = direction == Direction.INBOUND
                ? fixture.policies.forComponentInbound("any", kind)
                : fixture.policies.forComponentOutbound("any", kind);
        Outcome<Object> outcome = fixture.run(policy, Mono::never);
        fixture.advance(Duration.ofMillis(999));
        assertThat(outcome.isUnderWay()).isTrue();
        fixture.advance(Duration.ofMillis(1));

        assertThat(outcome.errors).hasSize(1);
    }

    @Test
    void defaultPoliciesOfEachSortAreFoundOnTheirOwn() {
        ResiliencyFixture fixture = ResiliencyFixture.of("policies:\n"
                + "  retries: {DefaultStatestoreComponentOutboundRetryPolicy: {maxRetries: 1, duration: 1s}}\n"
                + "  circuitBreakers: {DefaultComponentCircuitBreakerPolicy: {}}\n");
        fixture.policies.forComponentOutbound("statestore", ComponentKind.STATE_STORE);
        fixture.policies.forComponentOutbound("vault", ComponentKind.SECRET_STORE);

        assertThat(fixture.circuitBreakers.getAllCircuitBreakers())
                .extracting(CircuitBreaker::getName)
                .containsExactlyInAnyOrder("component:statestore:outbound", "component:vault:outbound");
        assertThat(fixture.retries.getAllRetries()).hasSize(1);
    }

    @Test
    void appsWithoutATargetTakeTheDefaultsForAppsThenThoseForAll() {
        ResiliencyFixture fixture =
                ResiliencyFixture.of("policies:\n  timeouts: {DefaultTimeoutPolicy: 2s, DefaultAppTimeoutPolicy: 1s}\n"
                        + "targets: {apps: {named: {}}}");
        Outcome<Object> outcome = fixture.run(fixture.policies.forApp("any", "m"), Mono::never);
        fixture.advance(Duration.ofSeconds(1));
        assertThat(outcome.errors).hasSize(1);
        assertThat(fixture.policies.forApp("named", "m"))
                .as("a target without policies has none")
                .isSameAs(Policy.none());
    }

    @Test
    void aTargetWithoutPoliciesCostsNothing() {
        ResiliencyFixture fixture = ResiliencyFixture.of("policies: {timeouts: {t: 1s}}");
        assertThat(fixture.policies.forApp("orders", "m")).isSameAs(Policy.none());
        assertThat(fixture.policies.forComponentInbound("pubsub", ComponentKind.PUBSUB))
                .isSameAs(Policy.none());
        assertThat(fixture.policies.forComponentOutbound("s", ComponentKind.STATE_STORE))
                .isSameAs(Policy.none());
    }

    @Test
    void withoutManifestsThereAreNoPolicies() {
        assertThat(ConfiguredPolicies.of(
                        List.of(),
                        CircuitBreakerRegistry.ofDefaults(),
                        RetryRegistry.ofDefaults(),
                        TimeLimiterRegistry.ofDefaults(),
                        PolicyListener.none(),
                        dev.inlay.time.TimeSource.system()))
                .isSameAs(ResiliencyPolicies.none());
    }

    @Test
    void componentsHaveTheirPoliciesPerDirection() {
        ResiliencyFixture fixture = ResiliencyFixture.of("policies:\n"
                + "  retries: {once: {duration: 1s, maxRetries: 1}, thrice: {duration: 1s, maxRetries: 3}}\n"
                + "targets: {components: {pubsub: {inbound: {retry: once}, outbound: {retry: thrice}}}}");
        FlakyCall inbound = new FlakyCall(9);
        FlakyCall outbound = new FlakyCall(9);
        fixture.run(fixture.policies.forComponentInbound("pubsub", ComponentKind.PUBSUB), inbound);
        fixture.run(fixture.policies.forComponentOutbound("pubsub", ComponentKind.PUBSUB), outbound);
        fixture.advance(Duration.ofSeconds(10));

        assertThat(inbound.made).hasValue(2);
        assertThat(outbound.made).hasValue(4);
    }

    @Test
    void lookingUpAgainGivesTheSamePolicy() {
        ResiliencyFixture fixture =
                ResiliencyFixture.of("policies: {timeouts: {t: 1s}}\ntargets: {apps: {orders: {timeout: t}}}");
        assertThat(fixture.policies.forApp("orders", "m")).isSameAs(fixture.policies.forApp("orders", "m"));
    }

    /** Resilience4j's Spring integration makes an instance for each name that a property speaks of. */
    @Test
    void theManifestSaysHowAnInstanceWorksThatIsThereAlready() {
        ResiliencyFixture fixture = ResiliencyFixture.of("policies:\n"
                + "  timeouts: {t: 7s}\n"
                + "  retries: {r: {duration: 1s, maxRetries: 2}}\n"
                + "  circuitBreakers: {b: {maxRequests: 5, trip: consecutiveFailures > 1}}\n"
                + "targets: {components: {s: {outbound: {timeout: t, retry: r, circuitBreaker: b}}}}");
        String instance = "component:s:outbound";
        fixture.timeLimiters.timeLimiter(instance);
        fixture.retries.retry(instance);
        fixture.circuitBreakers.circuitBreaker(instance);

        fixture.policies.forComponentOutbound("s", ComponentKind.STATE_STORE);

        assertThat(fixture.timeLimiters
                        .timeLimiter(instance)
                        .getTimeLimiterConfig()
                        .getTimeoutDuration())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(fixture.retries.retry(instance).getRetryConfig().getMaxAttempts())
                .isEqualTo(3);
        assertThat(fixture.circuitBreakers
                        .circuitBreaker(instance)
                        .getCircuitBreakerConfig()
                        .getPermittedNumberOfCallsInHalfOpenState())
                .isEqualTo(5);
    }

    @Test
    void appsThatCallersMakeUpDoNotFillTheRegistries() {
        ResiliencyFixture fixture =
                ResiliencyFixture.of("policies: {retries: {DefaultAppRetryPolicy: {}}, circuitBreakers:"
                        + " {DefaultAppCircuitBreakerPolicy: {}}}");
        for (int i = 0; i < 1_500; i++) {
            fixture.policies.forApp("made-up-" + i, "m");
        }
        assertThat(fixture.retries.getAllRetries()).hasSizeLessThanOrEqualTo(1_000);
        assertThat(fixture.circuitBreakers.getAllCircuitBreakers()).hasSizeLessThanOrEqualTo(1_000);
    }
}
