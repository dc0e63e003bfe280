package dev.inlay.resiliency;

import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Resource;
import dev.inlay.resiliency.ResiliencyManifest.ActorTarget;
import dev.inlay.resiliency.ResiliencyManifest.AppTarget;
import dev.inlay.resiliency.ResiliencyManifest.BreakerScope;
import dev.inlay.resiliency.ResiliencyManifest.ComponentTarget;
import dev.inlay.resiliency.ResiliencyManifest.PolicyNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads Resiliency manifests and merges them. One use, not thread-safe. */
final class ManifestReader {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestReader.class);
    private static final StatusCodeRanges.Range HTTP_CODES = new StatusCodeRanges.Range(100, 599);
    private static final StatusCodeRanges.Range GRPC_CODES = new StatusCodeRanges.Range(0, 16);

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Duration> timeouts = new LinkedHashMap<>();
    private final Map<String, RetrySettings> retries = new LinkedHashMap<>(BuiltInRetries.ALL);
    private final Map<String, BreakerSettings> breakers = new LinkedHashMap<>();
    private final Map<String, AppTarget> apps = new LinkedHashMap<>();
    private final Map<String, ComponentTarget> components = new LinkedHashMap<>();
    private final Map<String, ActorTarget> actors = new LinkedHashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** A policy's name in a target. Targets may name policies of other manifests, so it is looked up at the end. */
    private record Reference(Fields.Place place, String kind, String name, Map<String, ?> policies) {}

    private ManifestReader() {}

    /**
     * Reads the manifests.
     *
     * @throws InvalidManifestException with every fault of all of them
     */
    static ResiliencyManifest read(List<Resource> resources) {
        ManifestReader reader = new ManifestReader();
        resources.forEach(reader::read);
        reader.checkReferences();
        if (!reader.faults.isEmpty()) {
            throw new InvalidManifestException(reader.faults);
        }
        return new ResiliencyManifest(
                reader.timeouts, reader.retries, reader.breakers, reader.apps, reader.components, reader.actors);
    }

    private void read(Resource resource) {
        Fields spec = Fields.of(resource.source(), resource.body(), faults).object("spec");
        spec.warnOfOthersThan(Set.of("policies", "targets"));
        Fields policies = spec.object("policies");
        policies.warnOfOthersThan(Set.of("timeouts", "retries", "circuitBreakers"));
        readTimeouts(policies.object("timeouts"));
        policies.objects("retries").forEach(this::readRetry);
        policies.objects("circuitBreakers").forEach((name, fields) -> breakers.put(name, breaker(name, fields)));
        Fields targets = spec.object("targets");
        targets.warnOfOthersThan(Set.of("apps", "components", "actors"));
        targets.objects("apps").forEach((name, fields) -> apps.put(name, appTarget(fields)));
        targets.objects("components").forEach((name, fields) -> components.put(name, componentTarget(fields)));
        targets.objects("actors").forEach((name, fields) -> actors.put(name, actorTarget(fields)));
    }

    private void readTimeouts(Fields fields) {
        for (String name : fields.names()) {
            timeouts.put(name, fields.duration(name, Duration.ZERO));
        }
    }

    private void readRetry(String name, Fields fields) {
        RetrySettings settings = retry(fields);
        if (name.equals(BuiltInRetries.PROTECTED)) {
            LOG.warn("The retry policy {} cannot be overridden; the one in the manifest is ignored.", name);
        } else if (BuiltInRetries.ALL.containsKey(name) && settings.maxRetries() < BuiltInRetries.MIN_RETRIES) {
            LOG.warn("The retry policy {} needs at least {} retries; set to that.", name, BuiltInRetries.MIN_RETRIES);
            retries.put(name, settings.withMaxRetries(BuiltInRetries.MIN_RETRIES));
        } else {
            retries.put(name, settings);
        }
    }

    private RetrySettings retry(Fields fields) {
        fields.warnOfOthersThan(Set.of("policy", "duration", "maxInterval", "maxRetries", "matching"));
        Fields matching = fields.object("matching");
        matching.warnOfOthersThan(Set.of("httpStatusCodes", "gRPCStatusCodes"));
        return new RetrySettings(
                backoff(fields),
                fields.integer("maxRetries", RetrySettings.UNLIMITED),
                statusCodes(matching, "httpStatusCodes", HTTP_CODES),
                statusCodes(matching, "gRPCStatusCodes", GRPC_CODES));
    }

    private static RetrySettings.Backoff backoff(Fields fields) {
        Duration duration = fields.duration("duration", RetrySettings.Constant.DEFAULT_DURATION);
        Duration maxInterval = fields.duration("maxInterval", RetrySettings.Exponential.DEFAULT_MAX_INTERVAL);
        String policy = fields.text("policy");
        return switch (policy.toLowerCase(Locale.ROOT)) {
            case "", "constant" -> new RetrySettings.Constant(duration);
            case "exponential" ->
                new RetrySettings.Exponential(maxInterval, RetrySettings.Exponential.DEFAULT_MAX_ELAPSED);
            default -> {
                fields.fault("policy", "'" + policy + "' is no retry policy (expected: constant or exponential)");
                yield new RetrySettings.Constant(duration);
            }
        };
    }

    private static StatusCodeRanges statusCodes(Fields fields, String name, StatusCodeRanges.Range valid) {
        return parsed(fields, name, text -> StatusCodeRanges.parse(text, valid), StatusCodeRanges.ALL);
    }

    private static BreakerSettings breaker(String name, Fields fields) {
        fields.warnOfOthersThan(Set.of("maxRequests", "interval", "timeout", "trip"));
        return new BreakerSettings(
                name,
                fields.count("maxRequests", 1),
                fields.duration("interval", Duration.ZERO),
                fields.duration("timeout", BreakerSettings.DEFAULT_TIMEOUT),
                parsed(fields, "trip", TripRule::parse, TripRule.DEFAULT));
    }

    private AppTarget appTarget(Fields fields) {
        fields.warnOfOthersThan(Set.of("timeout", "retry", "circuitBreaker", "circuitBreakerCacheSize"));
        return new AppTarget(policyNames(fields), cacheSize(fields, AppTarget.DEFAULT_BREAKER_CACHE_SIZE));
    }

    private ComponentTarget componentTarget(Fields fields) {
        fields.warnOfOthersThan(Set.of("inbound", "outbound"));
        return new ComponentTarget(policyNames(fields.object("inbound")), policyNames(fields.object("outbound")));
    }

    private ActorTarget actorTarget(Fields fields) {
        fields.warnOfOthersThan(
                Set.of("timeout", "retry", "circuitBreaker", "circuitBreakerScope", "circuitBreakerCacheSize"));
        return new ActorTarget(
                policyNames(fields), breakerScope(fields), cacheSize(fields, ActorTarget.DEFAULT_BREAKER_CACHE_SIZE));
    }

    private static BreakerScope breakerScope(Fields fields) {
        String scope = fields.text("circuitBreakerScope");
        return switch (scope) {
            case "type" -> BreakerScope.TYPE;
            case "id" -> BreakerScope.ID;
            case "both" -> BreakerScope.BOTH;
            default -> {
                if (!scope.isEmpty() || !fields.text("circuitBreaker").isEmpty()) {
                    fields.fault(
                            "circuitBreakerScope",
                            "'" + scope + "' is no scope of a circuit breaker (expected: type, id or both)");
                }
                yield BreakerScope.TYPE;
            }
        };
    }

    private static int cacheSize(Fields fields, int defaultSize) {
        int size = fields.count("circuitBreakerCacheSize", defaultSize);
        return size == 0 ? defaultSize : size;
    }

    private PolicyNames policyNames(Fields fields) {
        return new PolicyNames(
                reference(fields, "timeout", timeouts),
                reference(fields, "retry", retries),
                reference(fields, "circuitBreaker", breakers));
    }

    private @Nullable String reference(Fields fields, String kind, Map<String, ?> policies) {
        String name = fields.text(kind);
        if (name.isEmpty()) {
            return null;
        }
        references.add(new Reference(fields.place(kind), kind, name, policies));
        return name;
    }

    private void checkReferences() {
        for (Reference reference : references) {
            if (!reference.policies().containsKey(reference.name())) {
                faults.add(reference
                        .place()
                        .fault("there is no " + reference.kind() + " policy '" + reference.name() + "' (there are: "
                                + reference.policies().keySet()
                                + "); define it under spec.policies or correct the name"));
            }
        }
    }

    private static <V> V parsed(Fields fields, String name, Function<String, V> parser, V defaultValue) {
        String text = fields.text(name);
        if (text.isEmpty()) {
            return defaultValue;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            fields.fault(name, String.valueOf(e.getMessage()));
            return defaultValue;
        }
    }
}
