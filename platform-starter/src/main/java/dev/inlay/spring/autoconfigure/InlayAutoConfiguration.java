package dev.inlay.spring.autoconfigure;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.app.AppChannel;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentFactory;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.secret.SecretClient;
import dev.inlay.spring.AppIdentityResolver;
import dev.inlay.spring.InlayProperties;
import dev.inlay.spring.InlayRuntimeCustomizer;
import dev.inlay.spring.boot3.JacksonCodecConfiguration;
import dev.inlay.spring.lifecycle.ComponentsLifecycle;
import dev.inlay.spring.lifecycle.RuntimeStarter;
import dev.inlay.spring.lifecycle.ServingLifecycle;
import dev.inlay.state.StateClient;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The runtime, its clients and its life. Every bean of the application's own takes the place of the one here. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "io.github.resilience4j.springboot3.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
            "io.github.resilience4j.springboot3.retry.autoconfigure.RetryAutoConfiguration",
            "io.github.resilience4j.springboot3.timelimiter.autoconfigure.TimeLimiterAutoConfiguration"
        })
@ConditionalOnProperty(name = "inlay.enabled", matchIfMissing = true)
@EnableConfigurationProperties(InlayProperties.class)
@Import(JacksonCodecConfiguration.class)
public class InlayAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AppIdentity inlayAppIdentity(InlayProperties properties, Environment environment, ListableBeanFactory beans) {
        return new AppIdentityResolver(environment, beans).resolve(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    InlayRuntime inlayRuntime(
            InlayProperties properties,
            AppIdentity app,
            JsonCodec codec,
            ObjectProvider<ComponentFactory> factories,
            ObjectProvider<InlayRuntimeCustomizer> customizers,
            Environment environment) {
        RuntimeDescription description = new RuntimeDescription(properties, environment);
        InlayRuntimes.Builder builder =
                description.of(app).codec(codec).factories(factories.stream().toList());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        if (description.keepsStateInAFile()) {
            builder.defaultComponent(description.embeddedStore(app));
        }
        return builder.build();
    }

    /** Where Boot and Resilience4j look for what they show, in the actuator and in metrics. */
    @Bean
    @ConditionalOnMissingBean(name = "inlayObservedRuntime")
    @Order(Ordered.HIGHEST_PRECEDENCE)
    InlayRuntimeCustomizer inlayObservedRuntime(
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<Propagator> propagator,
            ObjectProvider<CircuitBreakerRegistry> circuitBreakers,
            ObjectProvider<RetryRegistry> retries,
            ObjectProvider<TimeLimiterRegistry> timeLimiters) {
        return builder -> {
            observations.ifUnique(builder::observations);
            propagator.ifUnique(builder::propagator);
            circuitBreakers.ifUnique(builder::circuitBreakers);
            retries.ifUnique(builder::retries);
            timeLimiters.ifUnique(builder::timeLimiters);
        };
    }

    @Bean
    @ConditionalOnMissingBean
    static RuntimeStarter inlayRuntimeStarter() {
        return new RuntimeStarter();
    }

    @Bean
    @ConditionalOnMissingBean
    ComponentsLifecycle inlayComponentsLifecycle(
            InlayRuntime runtime, RuntimeStarter starter, InlayProperties properties) {
        return new ComponentsLifecycle(runtime, starter, properties.shutdownGrace());
    }

    @Bean
    @ConditionalOnMissingBean
    ServingLifecycle inlayServingLifecycle(
            InlayRuntime runtime,
            ObjectProvider<AppChannel> channel,
            ApplicationContext context,
            InlayProperties properties) {
        return new ServingLifecycle(runtime, channel.getIfUnique(), context, properties.shutdownGrace());
    }

    @Bean
    @ConditionalOnMissingBean
    StateClient inlayStateClient(InlayRuntime runtime) {
        return runtime.state();
    }

    @Bean
    @ConditionalOnMissingBean
    InvokeClient inlayInvokeClient(InlayRuntime runtime) {
        return runtime.invoke();
    }

    @Bean
    @ConditionalOnMissingBean
    SecretClient inlaySecretClient(InlayRuntime runtime) {
        return runtime.secrets();
    }
}
