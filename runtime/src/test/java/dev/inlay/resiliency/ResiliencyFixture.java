package dev.inlay.resiliency;

import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Policies from YAML, on time that stands still until the test moves it. */
final class ResiliencyFixture {

    final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    final TimeSource time = TimeSource.of(scheduler);
    final CircuitBreakerRegistry circuitBreakers = CircuitBreakerRegistry.ofDefaults();
    final RetryRegistry retries = RetryRegistry.ofDefaults();
    final TimeLimiterRegistry timeLimiters = TimeLimiterRegistry.ofDefaults();
    final ResiliencyPolicies policies;

    private ResiliencyFixture(List<Resource> resources, PolicyListener listener) {
        policies = ConfiguredPolicies.of(resources, circuitBreakers, retries, timeLimiters, listener, time);
    }

    /** Policies that note what they tell their listener. */
    static ResiliencyFixture heard(List<String> heard, String spec) {
        PolicyListener.Target noting = new PolicyListener.Target() {
            @Override
            public void applied(PolicyListener.Kind kind, String status) {
                heard.add("applied " + status);
            }

            @Override
            public void activated(PolicyListener.Kind kind, String status) {
                heard.add("activated " + status);
            }
        };
        return new ResiliencyFixture(List.of(resource(spec)), new PolicyListener() {
            @Override
            public void loaded(String name, String namespace) {}

            @Override
            public PolicyListener.Target target(String target, String flowDirection) {
                return noting;
            }
        });
    }

    /** Policies from these documents, each with what stands under {@code spec}. */
    static ResiliencyFixture of(String... specs) {
        return new ResiliencyFixture(
                Arrays.stream(specs).map(ResiliencyFixture::resource).toList(), PolicyListener.none());
    }

    static Resource resource(String spec) {
        Map<String, Object> body = new Yaml().load("spec:\n" + spec.indent(2));
        return new Resource("Resiliency", "policies", "", List.of(), body, ResourceSource.of("resiliency.yaml"));
    }

    void advance(Duration duration) {
        scheduler.advanceTimeBy(duration);
    }

    /** Runs a call to its end, moving time as far as needed. */
    <T> Outcome<T> run(Policy policy, Supplier<Mono<T>> call, Outcomes<T> outcomes) {
        Outcome<T> outcome = new Outcome<>();
        policy.run(call, outcomes)
                .subscribe(outcome.values::add, error -> outcome.errors.add(error), () -> outcome.completed = true);
        return outcome;
    }

    <T> Outcome<T> run(Policy policy, Supplier<Mono<T>> call) {
        return run(policy, call, Outcomes.errorsOnly());
    }

    /** What came of a call so far. */
    static final class Outcome<T> {
        final List<T> values = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        boolean completed;

        boolean isUnderWay() {
            return !completed && errors.isEmpty();
        }
    }

    /** A call that fails so many times before it succeeds. */
    static final class FlakyCall implements Supplier<Mono<String>> {
        final AtomicInteger made = new AtomicInteger();
        private final int failures;

        FlakyCall(int failures) {
            this.failures = failures;
        }

        @Override
        public Mono<String> get() {
            return made.incrementAndGet() <= failures
                    ? Mono.error(new IllegalStateException("failure " + made.get()))
                    : Mono.just("done");
        }
    }
}
