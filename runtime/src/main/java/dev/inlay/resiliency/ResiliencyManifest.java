package dev.inlay.resiliency;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All Resiliency manifests of an application, merged: of two policies or targets with one name the later counts.
 *
 * @param timeouts timeout policies by name; zero means none
 * @param retries retry policies by name
 * @param breakers circuit breaker policies by name
 * @param apps targets by app id
 * @param components targets by component name
 * @param actors targets by actor type
 */
record ResiliencyManifest(
        Map<String, Duration> timeouts,
        Map<String, RetrySettings> retries,
        Map<String, BreakerSettings> breakers,
        Map<String, AppTarget> apps,
        Map<String, ComponentTarget> components,
        Map<String, ActorTarget> actors) {

    ResiliencyManifest {
        timeouts = Map.copyOf(timeouts);
        retries = Map.copyOf(retries);
        breakers = Map.copyOf(breakers);
        apps = Map.copyOf(apps);
        components = Map.copyOf(components);
        actors = Map.copyOf(actors);
    }

    /** Names of policies; null where there is none. */
    record PolicyNames(
            @Nullable String timeout,
            @Nullable String retry,
            @Nullable String breaker) {}

    /** Policies for calls of an application, and how many circuit breakers to keep for it. */
    record AppTarget(PolicyNames policies, int breakerCacheSize) {
        static final int DEFAULT_BREAKER_CACHE_SIZE = 100;
    }

    /** Policies for a component in both directions. */
    record ComponentTarget(PolicyNames inbound, PolicyNames outbound) {}

    /** Policies for an actor type. */
    record ActorTarget(PolicyNames policies, BreakerScope breakerScope, int breakerCacheSize) {
        static final int DEFAULT_BREAKER_CACHE_SIZE = 5000;
    }

    /** What shares a circuit breaker among actors. */
    enum BreakerScope {
        TYPE,
        ID,
        BOTH
    }
}
