package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.flag.Role;
import dev.inlay.controlplane.program.KubernetesAccess;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.controlplane.program.RoleIdentities;
import dev.inlay.controlplane.program.RoleIdentity;
import dev.inlay.controlplane.program.SentryAccess;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.program.TrustBundle;
import dev.inlay.identity.TrustAnchorsFile;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The beans of the injector. */
@Configuration(proxyBeanMethods = false)
@Profile("injector")
class InjectorConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.injector.service");
    private static final String APP_ID = "dapr-injector";
    private static final String ANCHORS = "/var/run/secrets/dapr.io/tls/ca.crt";
    private static final Path OWN_TOKEN = Path.of(PodVolumes.TOKEN_FOLDER, "token");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    @Bean
    InjectorSettings injectorSettings(CommandLine line, ProgramEnvironment environment) {
        KubernetesAccess.refuseRoot(environment, Role.INJECTOR.scope());
        try {
            return new InjectorEnvironment(environment, LOG::warn)
                    .read(text(RESOLV_CONF), line.of(Role.INJECTOR).isOn("scheduler-enabled"), Files.exists(OWN_TOKEN));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(Role.INJECTOR.scope(), String.valueOf(e.getMessage()), e);
        }
    }

    @Bean
    RoleIdentity injectorIdentity(
            InjectorSettings settings,
            RoleIdentities identities,
            @Lazy KubernetesClient client,
            ProgramEnvironment environment,
            TimeSource time) {
        Mono<SentryAccess> remote = TrustAnchorsFile.open(
                        Path.of(variable(environment, "DAPR_TRUST_ANCHORS_FILE", ANCHORS)),
                        TrustBundle.anchors(client, settings.namespace()),
                        time)
                .map(anchors -> new SentryAccess(
                        variable(
                                environment, "DAPR_SENTRY_ADDRESS", "dapr-sentry." + settings.namespace() + ".svc:443"),
                        settings.trustDomain(),
                        settings.namespace(),
                        anchors));
        return identities.of(APP_ID, Role.INJECTOR.scope(), remote);
    }

    @Bean
    Injector injector(
            CommandLine line,
            InjectorSettings settings,
            @Qualifier("injectorIdentity") RoleIdentity identity,
            @Lazy KubernetesClient client,
            ProgramMetrics metrics,
            Readiness readiness,
            LoopResources loops,
            TimeSource time) {
        String host = line.listenAddress(Role.INJECTOR);
        int port = line.port(Role.INJECTOR);
        InetSocketAddress listen = host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        try {
            return new Injector(settings, listen, identity, client, metrics, readiness, loops, time);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(Role.INJECTOR.scope(), String.valueOf(e.getMessage()), e);
        }
    }

    private static String variable(ProgramEnvironment environment, String name, String otherwise) {
        String value = environment.apply(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
