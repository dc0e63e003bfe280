package dev.inlay.resiliency;

import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Resource;
import dev.inlay.resiliency.DefaultPolicyNames.Direction;
import dev.inlay.resiliency.PolicyListener.Kind;
import dev.inlay.resiliency.ResiliencyManifest.AppTarget;
import dev.inlay.resiliency.ResiliencyManifest.ComponentTarget;
import dev.inlay.resiliency.ResiliencyManifest.PolicyNames;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Policies by Resiliency manifests. Each target's circuit breakers, retries and time limiters are instances in the
 * Resilience4j registries given, made when the target is first used:
 *
 * <ul>
 *   <li>{@code app:<app id>}: retry and time limiter of an application; {@code app:<app id>:<method>}: its circuit
 *       breakers, one a method, as many as the target's cache size; one that makes room leaves the registry,
 *   <li>{@code component:<name>:outbound} and {@code …:inbound}: retry, time limiter and circuit breaker of a component.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class ConfiguredPolicies implements ResiliencyPolicies {

    /** Applications that only default policies cover are remembered up to this number: callers choose their names. */
    private static final int MAX_APPS = 1_000;

    private final ResiliencyManifest manifest;
    private final CircuitBreakerRegistry circuitBreakers;
    private final RetryRegistry retries;
    private final TimeLimiterRegistry timeLimiters;
    private final PolicyListener listener;
    private final TimeSource time;
    private final PolicyNames appDefaults;
    private final LruCache<String, AppPolicies> apps;
    private final Map<ComponentKey, Policy> components = new ConcurrentHashMap<>();

    private record ComponentKey(String name, ComponentKind kind, Direction direction) {}

    /** What the methods of an application share. */
    private record AppPolicies(
            @Nullable TimeLimiter timeout,
            TargetPolicy.@Nullable Retries retry,
            @Nullable BreakerSettings breaker,
            LruCache<String, Policy> methods) {

        boolean isEmpty() {
            return timeout == null && retry == null && breaker == null;
        }
    }

    private ConfiguredPolicies(
            ResiliencyManifest manifest,
            CircuitBreakerRegistry circuitBreakers,
            RetryRegistry retries,
            TimeLimiterRegistry timeLimiters,
            PolicyListener listener,
            TimeSource time) {
        this.manifest = manifest;
        this.circuitBreakers = circuitBreakers;
        this.retries = retries;
        this.timeLimiters = timeLimiters;
        this.listener = listener;
        this.time = time;
        this.appDefaults = DefaultPolicyNames.forApps().among(manifest);
        this.apps = new LruCache<>(MAX_APPS + manifest.apps().size(), this::forget);
    }

    /**
     * The policies of these manifests. Of two policies or targets with the same name the later counts.
     *
     * @param resources manifests of kind Resiliency that are meant for this application
     * @param listener hears what the policies do
     * @throws InvalidManifestException with every fault of all of them
     */
    public static ResiliencyPolicies of(
            List<Resource> resources,
            CircuitBreakerRegistry circuitBreakers,
            RetryRegistry retries,
            TimeLimiterRegistry timeLimiters,
            PolicyListener listener,
            TimeSource time) {
        if (resources.isEmpty()) {
            return ResiliencyPolicies.none();
        }
        ResiliencyManifest manifest = ManifestReader.read(resources);
        resources.forEach(resource -> listener.loaded(resource.name(), resource.namespace()));
        return new ConfiguredPolicies(manifest, circuitBreakers, retries, timeLimiters, listener, time);
    }

    @Override
    public Policy forApp(String appId, String method) {
        AppPolicies app = apps.get(appId, this::appPolicies);
        return app.isEmpty() ? Policy.none() : app.methods().get(method, key -> appPolicy(appId, key, app));
    }

    @Override
    public Policy forComponentOutbound(String component, ComponentKind kind) {
        return components.computeIfAbsent(new ComponentKey(component, kind, Direction.OUTBOUND), this::componentPolicy);
    }

    @Override
    public Policy forComponentInbound(String component, ComponentKind kind) {
        return components.computeIfAbsent(new ComponentKey(component, kind, Direction.INBOUND), this::componentPolicy);
    }

    private AppPolicies appPolicies(String appId) {
        AppTarget target = manifest.apps().get(appId);
        PolicyNames names = target == null ? appDefaults : target.policies();
        int methods = target == null ? AppTarget.DEFAULT_BREAKER_CACHE_SIZE : target.breakerCacheSize();
        String instance = appInstance(appId);
        return new AppPolicies(
                timeout(names.timeout(), instance),
                retry(names.retry(), instance),
                names.breaker() == null ? null : manifest.breakers().get(names.breaker()),
                new LruCache<>(methods, (method, policy) -> circuitBreakers.remove(instance + ":" + method)));
    }

    private Policy appPolicy(String appId, String method, AppPolicies app) {
        String operation = "endpoint[" + appId + ", " + appId + ":" + method + "]";
        PolicyListener.Target heard = listener.target("app_" + appId, "outbound");
        CountingBreaker breaker =
                app.breaker() == null ? null : breaker(app.breaker(), appInstance(appId) + ":" + method, heard);
        return new TargetPolicy(operation, app.timeout(), breaker, app.retry(), heard, time);
    }

    private Policy componentPolicy(ComponentKey key) {
        ComponentTarget target = manifest.components().get(key.name());
        PolicyNames names = target == null
                ? DefaultPolicyNames.forComponents(key.kind(), key.direction()).among(manifest)
                : key.direction() == Direction.INBOUND ? target.inbound() : target.outbound();
        String direction = key.direction() == Direction.INBOUND ? "inbound" : "outbound";
        String instance = "component:" + key.name() + ":" + direction;
        BreakerSettings settings =
                names.breaker() == null ? null : manifest.breakers().get(names.breaker());
        TimeLimiter timeout = timeout(names.timeout(), instance);
        TargetPolicy.Retries retry = retry(names.retry(), instance);
        if (settings == null && timeout == null && retry == null) {
            return Policy.none();
        }
        String operation = "component[" + key.name() + "] " + key.direction().operationName();
        PolicyListener.Target heard = listener.target(key.kind().policyName() + "_" + key.name(), direction);
        CountingBreaker breaker = settings == null ? null : breaker(settings, instance, heard);
        return new TargetPolicy(operation, timeout, breaker, retry, heard, time);
    }

    private @Nullable TimeLimiter timeout(@Nullable String policy, String instance) {
        Duration timeout = policy == null ? null : manifest.timeouts().get(policy);
        if (timeout == null || timeout.isZero()) {
            return null;
        }
        TimeLimiterConfig config =
                TimeLimiterConfig.custom().timeoutDuration(timeout).build();
        TimeLimiter limiter = timeLimiters.timeLimiter(instance, config);
        return limiter.getTimeLimiterConfig() == config
                ? limiter
                : inPlace(timeLimiters, instance, TimeLimiter.of(instance, config));
    }

    private TargetPolicy.@Nullable Retries retry(@Nullable String policy, String instance) {
        RetrySettings settings = policy == null ? null : manifest.retries().get(policy);
        if (settings == null) {
            return null;
        }
        RetryConfig config = RetryLoop.config(settings);
        Retry retry = retries.retry(instance, config);
        return new TargetPolicy.Retries(
                retry.getRetryConfig() == config ? retry : inPlace(retries, instance, Retry.of(instance, config)),
                settings);
    }

    private CountingBreaker breaker(BreakerSettings settings, String instance, PolicyListener.Target heard) {
        CircuitBreakerConfig config = CountingBreaker.config(settings, time);
        CircuitBreaker breaker = circuitBreakers.circuitBreaker(instance, config);
        if (breaker.getCircuitBreakerConfig() != config) {
            breaker = inPlace(circuitBreakers, instance, CircuitBreaker.of(instance, config));
        }
        breaker.getEventPublisher().onStateTransition(event -> {
            CircuitBreaker.State state = event.getStateTransition().getToState();
            // Time alone makes a breaker half-open; what an operation brings about is the state after it.
            if (state != CircuitBreaker.State.HALF_OPEN) {
                heard.activated(Kind.CIRCUIT_BREAKER, CountingBreaker.status(state));
            }
        });
        return new CountingBreaker(breaker, settings, time);
    }

    /**
     * An instance in the place of one that somebody else has made, as Resilience4j does where a property speaks of it
     * (to have it shown in health, say). How it works is for the manifest to say.
     */
    private static <T> T inPlace(Registry<T, ?> registry, String instance, T ours) {
        registry.replace(instance, ours);
        return ours;
    }

    private void forget(String appId, AppPolicies app) {
        app.methods().clear();
        retries.remove(appInstance(appId));
        timeLimiters.remove(appInstance(appId));
    }

    private static String appInstance(String appId) {
        return "app:" + appId;
    }
}
