package dev.inlay.spring.autoconfigure;

import dev.inlay.app.AppChannel;
import dev.inlay.spring.boot3.LoopbackChannel;
import dev.inlay.spring.serving.HandlerAppChannel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;

/** How calls of other applications reach this one: without a socket in WebFlux, over loopback in a servlet container. */
@AutoConfiguration(
        before = InlayAutoConfiguration.class,
        afterName = "org.springframework.boot.autoconfigure.web.reactive.HttpHandlerAutoConfiguration")
@ConditionalOnProperty(
        name = {"inlay.enabled", "inlay.invoke.serve"},
        matchIfMissing = true)
public class InlayServingAutoConfiguration {

    /** In a reactive application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.REACTIVE)
    static class Reactive {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnBean(HttpHandler.class)
        AppChannel inlayAppChannel(HttpHandler handler) {
            return new HandlerAppChannel(handler);
        }
    }

    /** In a servlet application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.SERVLET)
    static class Servlet {

        @Bean
        @ConditionalOnMissingBean(AppChannel.class)
        LoopbackChannel inlayAppChannel() {
            return new LoopbackChannel();
        }
    }
}
