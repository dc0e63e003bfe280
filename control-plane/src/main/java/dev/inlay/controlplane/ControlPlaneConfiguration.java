package dev.inlay.controlplane;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.program.HealthzServer;
import dev.inlay.controlplane.program.KubernetesAccess;
import dev.inlay.controlplane.program.LocalSentry;
import dev.inlay.controlplane.program.MetricsPort;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.controlplane.program.RoleIdentities;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.identity.KeyPairs;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import reactor.netty.resources.LoopResources;

/** What all roles of one process share. */
@Configuration(proxyBeanMethods = false)
class ControlPlaneConfiguration {

    private static final int ACCEPTORS = 1;
    private static final int WORKERS = 2;

    @Bean
    TimeSource timeSource() {
        return TimeSource.system();
    }

    @Bean(destroyMethod = "dispose")
    LoopResources loops() {
        return LoopResources.create("control-plane", ACCEPTORS, WORKERS, true);
    }

    @Bean
    Readiness readiness(TimeSource time) {
        return new Readiness(time);
    }

    @Bean
    @Lazy
    RoleIdentities identities(
            ObjectProvider<LocalSentry> sentry,
            KeyPairs keys,
            Readiness readiness,
            ProgramLife life,
            ProgramEnvironment environment,
            TimeSource time) {
        return new RoleIdentities(sentry.getIfAvailable(), keys, readiness, life, environment, time);
    }

    @Bean
    HealthzServer healthz(CommandLine line, Readiness readiness, LoopResources loops) {
        ParsedFlags flags = line.common();
        return new HealthzServer(
                address(flags.text("healthz-listen-address"), flags.number("healthz-port")), readiness, loops);
    }

    @Bean
    ProgramMetrics metrics() {
        return new ProgramMetrics();
    }

    @Bean
    MetricsPort metricsPort(CommandLine line, ProgramMetrics metrics, LoopResources loops) {
        ParsedFlags flags = line.common();
        String port = flags.text("metrics-port");
        try {
            InetSocketAddress listen = address(flags.text("metrics-listen-address"), Integer.parseInt(port));
            return new MetricsPort(listen, metrics, loops, flags.isOn("enable-metrics"));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    line.roles().iterator().next().scope(),
                    "failed to parse metrics port from port " + port + " (expected: --metrics-port with a number from 0"
                            + " to 65535)",
                    e);
        }
    }

    @Bean(destroyMethod = "close")
    @Lazy
    KubernetesClient kubernetesClient(CommandLine line) {
        return KubernetesAccess.client(
                line.common().text("kubeconfig"), line.roles().iterator().next().scope());
    }

    private static InetSocketAddress address(String host, int port) {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
