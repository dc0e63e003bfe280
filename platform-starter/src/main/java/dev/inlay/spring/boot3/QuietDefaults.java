package dev.inlay.spring.boot3;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps Boot from looking for back ends that nobody asked for, only because the starter brings their libraries: spans go
 * to Zipkin only where an endpoint is set, and Redis is checked only where one is configured. These are defaults of the
 * lowest rank; any property of the application's wins.
 */
public final class QuietDefaults implements EnvironmentPostProcessor, Ordered {

    private static final String NOISE_OF_GIVEN_UP_ATTEMPTS =
            "logging.level.io.netty.util.concurrent.DefaultPromise.rejectedExecution";
    private static final String ZIPKIN_ENDPOINT = "management.zipkin.tracing.endpoint";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("spring.data.redis.repositories.enabled", "false");
        if (!environment.containsProperty(ZIPKIN_ENDPOINT)) {
            defaults.put("management.zipkin.tracing.export.enabled", "false");
        }
        if (!RedisRequested.byProperties(environment)) {
            defaults.put("management.health.redis.enabled", "false");
        }
        // Netty tells of every listener it can no longer call when a connection attempt is given up together with its
        // event loop, an ERROR with a stack before the failure that says what is wrong.
        defaults.put(NOISE_OF_GIVEN_UP_ATTEMPTS, "off");
        environment.getPropertySources().addLast(new MapPropertySource("inlayQuietDefaults", defaults));
    }

    /** After the application's own properties have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
