package dev.inlay.spring.autoconfigure;

import dev.inlay.InlayRuntime;
import dev.inlay.api.ApiBackend;
import dev.inlay.api.ApiConfiguration;
import dev.inlay.api.ApiHeads;
import dev.inlay.api.ApiOptions;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.Manifests;
import dev.inlay.metrics.DaprMetrics;
import dev.inlay.metrics.MetricsServer;
import dev.inlay.middleware.Pipelines;
import dev.inlay.spring.InlayProperties;
import dev.inlay.spring.InlayRuntimeCustomizer;
import dev.inlay.spring.boot3.WebServerPort;
import dev.inlay.spring.lifecycle.ApiLifecycle;
import dev.inlay.spring.lifecycle.ControlPlaneStart;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import reactor.netty.http.HttpResources;

/**
 * Dapr's HTTP and gRPC API on ports of the application, as beside a sidecar. They run on the event loops of Reactor
 * Netty's own, which Boot's web server and client use too.
 */
@AutoConfiguration(after = InlayAutoConfiguration.class)
@ConditionalOnProperty(name = "inlay.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "inlay.api.enabled")
public class InlayApiAutoConfiguration {

    private static final String TOKEN_VARIABLE = "DAPR_API_TOKEN";

    @Bean
    @ConditionalOnMissingBean
    ApiConfiguration inlayApiConfiguration(
            InlayProperties properties,
            AppIdentity app,
            Environment environment,
            ObjectProvider<ControlPlaneStart> controlPlane) {
        ControlPlaneStart start = controlPlane.getIfAvailable();
        Manifests ofCluster = start == null ? null : start.membership().manifests();
        if (ofCluster != null) {
            return ApiConfiguration.of(ofCluster, environment::getProperty);
        }
        return ApiConfiguration.read(
                new RuntimeDescription(properties, environment).options(app), environment::getProperty);
    }

    @Bean
    @ConditionalOnMissingBean
    DaprMetrics inlayDaprMetrics(AppIdentity app, ApiConfiguration configuration) {
        return new DaprMetrics(app, configuration.metrics(), TimeSource.system());
    }

    @Bean
    @ConditionalOnMissingBean(name = "inlayMeasuredRuntime")
    InlayRuntimeCustomizer inlayMeasuredRuntime(DaprMetrics metrics) {
        return builder -> builder.metrics(metrics);
    }

    @Bean
    @ConditionalOnMissingBean
    WebServerPort inlayWebServerPort() {
        return new WebServerPort();
    }

    @Bean
    @ConditionalOnMissingBean
    ApiHeads inlayApiHeads(
            InlayRuntime runtime,
            InlayProperties properties,
            ApiConfiguration configuration,
            DaprMetrics metrics,
            ConfigurableApplicationContext context,
            Environment environment) {
        ApiBackend backend = runtime.api(() -> close(context));
        return ApiHeads.of(
                backend,
                options(properties, environment),
                configuration,
                new ApiHeads.HttpFront(
                        metrics.httpServer(),
                        Pipelines.of(configuration.manifest(), backend.components())
                                .server(),
                        true),
                HttpResources.get(),
                TimeSource.system());
    }

    /** Closing waits for the call that asked for it. */
    private static void close(ConfigurableApplicationContext context) {
        new Thread(context::close, "inlay-shutdown").start();
    }

    private static ApiOptions options(InlayProperties properties, Environment environment) {
        InlayProperties.Api api = properties.api();
        ApiOptions defaults = ApiOptions.defaults();
        String token = api.token() == null ? environment.getProperty(TOKEN_VARIABLE) : api.token();
        return new ApiOptions(
                api.listenAddresses(),
                api.httpPort(),
                api.grpcPort(),
                api.publicPort(),
                api.listenAddresses().get(0),
                null,
                StringUtils.hasText(token) ? token : null,
                api.allowedOrigins(),
                Math.toIntExact(properties.maxBodySize().toBytes()),
                defaults.readBufferSize(),
                api.logCalls());
    }

    @Bean
    @ConditionalOnMissingBean
    ApiLifecycle inlayApiLifecycle(ApiHeads heads, DaprMetrics metrics, InlayProperties properties) {
        InlayProperties.Api api = properties.api();
        InetSocketAddress listen = new InetSocketAddress(api.listenAddresses().get(0), api.metricsPort());
        return new ApiLifecycle(
                heads, new MetricsServer(listen, HttpResources.get(), metrics::scrape), properties.shutdownGrace());
    }
}
