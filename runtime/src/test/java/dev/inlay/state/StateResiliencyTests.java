package dev.inlay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** State operations are repeated, limited in time and cut off as manifests say, and refusals are neither. */
class StateResiliencyTests {

    private static final String MANIFEST = """
            policies:
              timeouts:
                short: 2s
              retries:
                thrice: {policy: constant, duration: 1s, maxRetries: 3}
              circuitBreakers:
                quick: {maxRequests: 1, timeout: 30s, trip: consecutiveFailures >= 2}
            targets:
              components:
                statestore:
                  outbound: %s
            """;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    @Test
    void a_call_that_failed_in_passing_is_made_again() {
        StateFixture fixture = fixture("{retry: thrice}");
        fixture.store.next(new IOException("reset"), new IOException("reset"));
        verify(fixture.client.save("k", 1)).expectComplete().verify(StateFixture.LIMIT);
        assertThat(fixture.store.requests).hasSize(3);
        assertThat(fixture.observed).as("observations of one operation").hasSize(1);
    }

    @Test
    void when_every_try_has_failed_the_error_is_typed() {
        StateFixture fixture = fixture("{retry: thrice}");
        IOException reset = new IOException("reset");
        fixture.store.next(reset, reset, reset, reset);
        verify(fixture.client.get("k", String.class))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(StateStoreUnavailableException.class)
                        .hasMessageContaining("reset"))
                .verify(StateFixture.LIMIT);
        assertThat(fixture.store.requests).hasSize(4);
    }

    @Test
    void a_refused_etag_is_not_tried_again_and_opens_no_circuit() {
        StateFixture fixture = fixture("{retry: thrice, circuitBreaker: quick}");
        for (int i = 0; i < 10; i++) {
            fixture.store.next(new EtagMismatchException("app||k", "1", null));
            verify(fixture.client.save("k", i, StateOptions.ifMatch("1")))
                    .expectError(EtagMismatchException.class)
                    .verify(StateFixture.LIMIT);
        }
        assertThat(fixture.store.requests).hasSize(10);
        verify(fixture.client.save("k", 1)).expectComplete().verify(StateFixture.LIMIT);
    }

    @Test
    void a_store_that_keeps_failing_is_cut_off() {
        StateFixture fixture = fixture("{circuitBreaker: quick}");
        fixture.store.next(new IOException("reset"), new IOException("reset"));
        for (int i = 0; i < 3; i++) {
            verify(fixture.client.save("k", i))
                    .expectError(StateStoreUnavailableException.class)
                    .verify(StateFixture.LIMIT);
        }
        assertThat(fixture.store.requests).as("calls that reached the store").hasSize(2);
    }

    @Test
    void a_call_that_takes_too_long_ends_as_unavailable() {
        StateFixture fixture = fixture("{timeout: short}");
        fixture.store.script.add(Mono.never());
        verify(fixture.client.get("k", String.class))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(StateStoreUnavailableException.class)
                        .hasMessageContaining("statestore")
                        .hasMessageContaining("2s"))
                .verify(StateFixture.LIMIT);
    }

    @Test
    void of_a_bulk_write_only_what_failed_in_passing_is_tried_again() {
        StateFixture fixture = fixture("{retry: thrice}");
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put("passing", 1);
        values.put("refused", 2);
        values.put("fine", 3);
        fixture.store.next(new IOException("reset"), new EtagMismatchException("app||refused", null, null));
        verify(fixture.client.saveAll(values))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(BulkStateException.class, bulk -> assertThat(bulk.failures())
                                .containsOnlyKeys("refused")))
                .verify(StateFixture.LIMIT);
        assertThat(fixture.store.requests)
                .extracting(request -> ((StoreSet) request).key())
                .containsExactly("app||passing", "app||refused", "app||fine", "app||passing");
        assertThat(fixture.store.values).containsOnlyKeys("app||passing", "app||fine");
    }

    @Test
    void a_bulk_write_that_keeps_failing_names_everything_that_is_not_done() {
        StateFixture fixture = fixture("{retry: thrice}");
        IOException reset = new IOException("reset");
        fixture.store.next(reset, new EtagMismatchException("app||b", null, null), reset, reset, reset);
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put("a", 1);
        values.put("b", 2);
        verify(fixture.client.saveAll(values))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(BulkStateException.class, bulk -> assertThat(bulk.failures())
                                .containsOnlyKeys("a", "b")))
                .verify(StateFixture.LIMIT);
    }

    @Test
    void a_request_that_is_wrong_in_itself_is_not_tried_again() {
        StateFixture fixture = fixture("{retry: thrice, circuitBreaker: quick}");
        for (int i = 0; i < 5; i++) {
            verify(fixture.client.save("a||b", 1))
                    .expectError(StateStoreException.class)
                    .verify(StateFixture.LIMIT);
        }
        verify(fixture.client.save("k", 1)).expectComplete().verify(StateFixture.LIMIT);
        assertThat(fixture.store.requests).hasSize(1);
    }

    private StateFixture fixture(String target) {
        Map<String, Object> spec = new Yaml().load(MANIFEST.formatted(target));
        Resource resource = new Resource(
                "Resiliency", "policies", "", List.of(), Map.of("spec", spec), ResourceSource.of("resiliency.yaml"));
        ResiliencyPolicies policies = ConfiguredPolicies.of(
                List.of(resource),
                CircuitBreakerRegistry.ofDefaults(),
                RetryRegistry.ofDefaults(),
                TimeLimiterRegistry.ofDefaults(),
                PolicyListener.none(),
                TimeSource.of(clock));
        return new StateFixture(Map.of(), policies);
    }

    /** Moves virtual time far enough for every retry and timeout, then looks at what came. */
    private <T> StepVerifier.Step<T> verify(Mono<T> call) {
        return StepVerifier.create(call).expectSubscription().then(() -> clock.advanceTimeBy(Duration.ofSeconds(10)));
    }
}
