package dev.inlay.spring.autoconfigure;

import dev.inlay.invoke.InvokeClient;
import dev.inlay.spring.boot3.WebClientConfiguration;
import dev.inlay.spring.invoke.InvokeExchangeClients;
import dev.inlay.spring.invoke.InvokeExchangeRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/** Spring's own ways to call other applications: HTTP interfaces and {@code WebClient}. */
@AutoConfiguration(
        after = InlayAutoConfiguration.class,
        afterName = "org.springframework.boot.autoconfigure.web.reactive.function.client.WebClientAutoConfiguration")
@ConditionalOnClass(WebClient.class)
@ConditionalOnProperty(name = "inlay.enabled", matchIfMissing = true)
@Import({InvokeExchangeRegistrar.class, WebClientConfiguration.class})
public class InlayInvokeExchangeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    InvokeExchangeClients inlayInvokeExchangeClients(
            ObjectProvider<WebClient.Builder> builder, InvokeClient invoke, Environment environment) {
        return new InvokeExchangeClients(builder.getIfAvailable(WebClient::builder), invoke, environment);
    }
}
