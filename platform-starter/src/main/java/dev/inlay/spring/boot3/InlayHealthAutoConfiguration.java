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

/** The health of each component, as {@code inlay/<component>}; in servlet applications too. */
@AutoConfiguration(afterName = "dev.inlay.spring.autoconfigure.InlayAutoConfiguration")
@ConditionalOnClass({ReactiveHealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(InlayRuntime.class)
@ConditionalOnEnabledHealthIndicator("inlay")
public class InlayHealthAutoConfiguration {

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
