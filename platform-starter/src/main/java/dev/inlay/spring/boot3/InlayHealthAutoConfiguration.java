package dev.inlay.spring.boot3;

import dev.inlay.InlayRuntime;
import dev.inlay.component.ComponentStatus;
import dev.inlay.spring.InlayProperties;
import dev.inlay.time.TimeSource;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.CompositeReactiveHealthContributor;
import org.springframework.boot.actuate.health.ReactiveHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health of each component, as {@code inlay/<component>}; in servlet applications too. */
@AutoConfiguration(afterName = "dev.inlay.spring.autoconfigure.InlayAutoConfiguration")
@ConditionalOnClass({ReactiveHealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(InlayRuntime.class)
public class InlayHealthAutoConfiguration {

    /** Inside, because its condition is a class of the actuator, which may be missing. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnEnabledHealthIndicator("inlay")
    static class Contributor {

        @Bean
        @ConditionalOnMissingBean(name = "inlayHealthContributor")
        CompositeReactiveHealthContributor inlayHealthContributor(InlayRuntime runtime, InlayProperties properties) {
            return CompositeReactiveHealthContributor.fromMap(runtime.components().stream()
                    .map(ComponentStatus::name)
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> new ComponentHealthIndicator(
                                    runtime, name, properties.healthTimeout(), TimeSource.system()))));
        }
    }
}
