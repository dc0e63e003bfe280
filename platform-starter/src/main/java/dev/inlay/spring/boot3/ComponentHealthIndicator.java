package dev.inlay.spring.boot3;

import dev.inlay.InlayRuntime;
import dev.inlay.component.ComponentStatus;
import dev.inlay.error.InlayException;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * The health of one component: up if its backing service answers in time. What its details say comes from our own errors
 * only, whose texts hold no secrets; of others only the class is named.
 */
final class ComponentHealthIndicator implements ReactiveHealthIndicator {

    private final InlayRuntime runtime;
    private final String component;
    private final Duration limit;
    private final TimeSource time;

    /** @param limit how long the backing service may take to answer */
    ComponentHealthIndicator(InlayRuntime runtime, String component, Duration limit, TimeSource time) {
        this.runtime = runtime;
        this.component = component;
        this.limit = limit;
        this.time = time;
    }

    @Override
    public Mono<Health> health() {
        return Mono.defer(() -> runtime.ping(component))
                .timeout(limit, time.scheduler())
                .then(Mono.fromSupplier(() -> withStatus(Health.up()).build()))
                .onErrorResume(error -> Mono.fromSupplier(() -> withStatus(Health.down())
                        .withDetail("error", text(error))
                        .build()));
    }

    private Health.Builder withStatus(Health.Builder health) {
        runtime.components().stream()
                .filter(status -> status.name().equals(component))
                .findFirst()
                .ifPresent(status -> describe(health, status));
        return health;
    }

    private static void describe(Health.Builder health, ComponentStatus status) {
        health.withDetail("component", status.displayName()).withDetail("state", status.state());
    }

    private String text(Throwable error) {
        if (error instanceof TimeoutException) {
            return "no answer within inlay.health-timeout, " + limit.toMillis() + " ms";
        }
        return error instanceof InlayException
                ? String.valueOf(error.getMessage())
                : error.getClass().getName();
    }
}
