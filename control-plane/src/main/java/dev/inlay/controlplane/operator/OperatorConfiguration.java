package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.flag.Role;
import dev.inlay.controlplane.program.KubernetesAccess;
import dev.inlay.controlplane.program.LeaderElection;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.controlplane.program.RoleIdentities;
import dev.inlay.controlplane.program.RoleIdentity;
import dev.inlay.controlplane.program.SentryAccess;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.program.TrustBundle;
import dev.inlay.identity.TrustAnchorsFile;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.log.HostName;
import dev.inlay.time.Durations;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The beans of the operator. */
@Configuration(proxyBeanMethods = false)
@Profile("operator")
class OperatorConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator");
    private static final String APP_ID = "dapr-operator";
    private static final String LEASE = "operator.dapr.io";
    private static final String ONCE = "once";
    private static final Duration LEAST_WATCH_INTERVAL = Duration.ofSeconds(1);

    @Bean
    SystemConfiguration systemConfiguration(CommandLine line, ProgramEnvironment environment, KubernetesClient client) {
        KubernetesAccess.refuseRoot(environment, Role.OPERATOR.scope());
        return SystemConfiguration.read(
                client, namespace(environment), flags(line).text("config"));
    }

    @Bean
    RoleIdentity operatorIdentity(
            CommandLine line,
            SystemConfiguration system,
            RoleIdentities identities,
            KubernetesClient client,
            ProgramEnvironment environment,
            TimeSource time) {
        Mono<SentryAccess> remote = TrustAnchorsFile.open(
                        Path.of(flags(line).text("trust-anchors-file")),
                        TrustBundle.anchors(client, namespace(environment)),
                        time)
                .map(anchors -> new SentryAccess(
                        system.sentryAddress(), system.trustDomain(), namespace(environment), anchors));
        return identities.of(APP_ID, Role.OPERATOR.scope(), remote);
    }

    @Bean
    Resources resources(CommandLine line, KubernetesClient client, Readiness readiness, TimeSource time) {
        ParsedFlags flags = flags(line);
        return new Resources(
                client, flags.text("watch-namespace"), flags.duration("cache-sync-period"), readiness, time);
    }

    @Bean
    OperatorService operatorService(CommandLine line, Resources resources, KubernetesClient client) {
        boolean watchesAll = flags(line).text("watch-namespace").isEmpty();
        return new OperatorService(
                resources,
                new SecretValues((namespace, name) ->
                        client.secrets().inNamespace(namespace).withName(name).get()),
                new PodConfigurations(namespace -> pods(client, watchesAll, namespace)));
    }

    @Bean
    ConversionWebhook conversionWebhook(
            CommandLine line,
            ProgramEnvironment environment,
            @Lazy KubernetesClient client,
            Readiness readiness,
            LoopResources loops,
            TimeSource time) {
        ParsedFlags flags = flags(line);
        return new ConversionWebhook(
                client,
                namespace(environment),
                address(flags.text("webhook-server-listen-address"), flags.number("webhook-server-port")),
                !"false".equals(environment.apply("ENABLE_WEBHOOKS")),
                readiness,
                loops,
                time);
    }

    @Bean
    LeaderDuties leaderDuties(CommandLine line, KubernetesClient client, ProgramMetrics metrics, TimeSource time) {
        ParsedFlags flags = flags(line);
        ServiceReconcilers services = flags.isOn("disable-service-reconciler")
                ? null
                : new ServiceReconcilers(
                        client,
                        flags.text("watch-namespace"),
                        flags.isOn("enable-argo-rollout-service-reconciler"),
                        new WorkloadEvents(client, time),
                        new OperatorMetrics(metrics));
        Duration interval = watchInterval(flags.text("watch-interval"));
        if (interval == null) {
            LOG.info("Dapr Watchdog is not enabled");
            return new LeaderDuties(services, null);
        }
        return new LeaderDuties(
                services,
                new Watchdog(
                        client,
                        new Watchdog.Settings(
                                interval,
                                flags.text("watch-namespace"),
                                Math.max(1, flags.number("max-pod-restarts-per-minute")),
                                flags.isOn("watchdog-can-patch-pod-labels")),
                        time));
    }

    @Bean
    OperatorRole operatorRole(
            CommandLine line,
            ProgramEnvironment environment,
            @Qualifier("operatorIdentity") RoleIdentity identity,
            OperatorService service,
            Resources resources,
            ConversionWebhook webhook,
            LeaderDuties duties,
            KubernetesClient client,
            Readiness readiness,
            TimeSource time) {
        LeaderElection election = flags(line).isOn("disable-leader-election")
                ? null
                : new LeaderElection(
                        client, namespace(environment), LEASE, HostName.current(), duties::begin, duties::end);
        return new OperatorRole(
                address(line.listenAddress(Role.OPERATOR), line.port(Role.OPERATOR)),
                identity,
                service,
                resources,
                webhook,
                duties,
                election,
                readiness,
                time);
    }

    /** As Dapr's operator lists them: among all of the cluster if it watches all, which needs one right only. */
    private static List<Pod> pods(KubernetesClient client, boolean ofAll, String namespace) {
        return ofAll
                ? client.pods()
                        .inAnyNamespace()
                        .withField("metadata.namespace", namespace)
                        .list()
                        .getItems()
                : client.pods().inNamespace(namespace).list().getItems();
    }

    /** @return null if the watchdog is off, zero for one look */
    private static @Nullable Duration watchInterval(String text) {
        if (text.isEmpty() || text.equals("0")) {
            return null;
        }
        if (text.equals(ONCE)) {
            return Duration.ZERO;
        }
        String expected = " (expected: 0, once, or a duration of at least 1s, as 2m)";
        try {
            Duration interval = Durations.parse(text);
            if (interval.compareTo(LEAST_WATCH_INTERVAL) >= 0) {
                return interval;
            }
        } catch (IllegalArgumentException e) {
            throw new StartFailure(Role.OPERATOR.scope(), "--watch-interval is '" + text + "'" + expected, e);
        }
        throw new StartFailure(Role.OPERATOR.scope(), "--watch-interval is '" + text + "'" + expected);
    }

    private static ParsedFlags flags(CommandLine line) {
        return line.of(Role.OPERATOR);
    }

    private static String namespace(ProgramEnvironment environment) {
        String namespace = environment.apply("NAMESPACE");
        if (namespace == null || namespace.isEmpty()) {
            throw new StartFailure(
                    Role.OPERATOR.scope(),
                    "environment variable NAMESPACE is not set (expected: the namespace of the control plane)");
        }
        return namespace;
    }

    private static InetSocketAddress address(String host, int port) {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
