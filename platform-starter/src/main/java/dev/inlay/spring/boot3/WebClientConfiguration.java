package dev.inlay.spring.boot3;

import dev.inlay.invoke.InvokeClient;
import dev.inlay.spring.invoke.InvokeExchangeFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.codec.CodecCustomizer;
import org.springframework.boot.web.reactive.function.client.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/** The filter by which {@code WebClient}s call other applications, in every client of the application's builder. */
@Configuration(proxyBeanMethods = false)
public class WebClientConfiguration {

    /** Bodies are written and read as the application's own {@code WebClient}s do it. */
    @Bean
    @ConditionalOnMissingBean
    InvokeExchangeFilter inlayInvokeExchangeFilter(@Lazy InvokeClient invoke, ObjectProvider<CodecCustomizer> codecs) {
        ExchangeStrategies strategies = ExchangeStrategies.builder()
                .codecs(configurer -> codecs.orderedStream().forEach(codec -> codec.customize(configurer)))
                .build();
        return new InvokeExchangeFilter(invoke, strategies);
    }

    /** Last, so that the filters of others have changed the request before. */
    @Bean
    @ConditionalOnMissingBean(name = "inlayWebClientCustomizer")
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebClientCustomizer inlayWebClientCustomizer(InvokeExchangeFilter filter) {
        return builder -> builder.filter(filter);
    }
}
