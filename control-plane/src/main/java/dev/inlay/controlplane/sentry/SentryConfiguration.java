package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import reactor.netty.resources.LoopResources;

/** The beans of sentry. */
@Configuration(proxyBeanMethods = false)
@Profile("sentry")
class SentryConfiguration {

    @Bean
    SentryOptions sentryOptions(CommandLine line, ProgramEnvironment environment) {
        return SentryOptions.of(line, environment);
    }

    @Bean
    SentryServer sentryServer(
            SentryOptions options,
            ProgramEnvironment environment,
            ObjectProvider<KubernetesClient> kubernetes,
            Readiness readiness,
            ProgramMetrics metrics,
            LoopResources loops,
            TimeSource time) {
        return new SentryServer(options, environment, kubernetes, readiness, metrics, loops, time);
    }
}
