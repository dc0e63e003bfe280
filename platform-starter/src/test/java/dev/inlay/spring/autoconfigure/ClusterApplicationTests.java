package dev.inlay.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.InlayRuntime;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentStatus;
import dev.inlay.identity.IdentityUnavailableException;
import dev.inlay.operator.OperatorUnavailableException;
import dev.inlay.spring.InlayProperties;
import dev.inlay.testkit.controlplane.FakeControlPlane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An application of a cluster takes identity and manifests from the control plane. */
class ClusterApplicationTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String STORE = """
            {"metadata":{"name":"%s"},"spec":{"type":"state.in-memory","version":"v1"}}""";

    private final FakeControlPlane cluster = FakeControlPlane.start();

    @AfterEach
    void close() {
        cluster.close();
    }

    private ApplicationContextRunner application(String... more) {
        List<String> properties = new ArrayList<>();
        cluster.environment().forEach((name, value) -> properties.add(name + "=" + value));
        properties.addAll(List.of(
                "APP_ID=orders",
                "spring.application.name=something-else",
                "inlay.kubernetes.enabled=true",
                "inlay.kubernetes.control-plane-address=" + cluster.operatorAddress(),
                "inlay.kubernetes.sentry-address=" + cluster.sentryAddress(),
                "inlay.kubernetes.secret-store=false",
                "inlay.internal-grpc-port=0"));
        properties.addAll(List.of(more));
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(InlayAutoConfiguration.class, InlayKubernetesAutoConfiguration.class))
                .withPropertyValues(properties.toArray(String[]::new));
    }

    private static List<String> components(InlayRuntime runtime) {
        return runtime.components().stream().map(ComponentStatus::displayName).toList();
    }

    @Test
    void componentsAreThoseOfTheClusterAndFollowIt() {
        cluster.put("Component", "statestore", STORE.formatted("statestore"));

        application().run(context -> {
            InlayRuntime runtime = context.getBean(InlayRuntime.class);
            assertThat(components(runtime))
                    .containsExactly(
                            "statestore (state.in-memory/v1)",
                            "nameresolution.kubernetes (nameresolution.kubernetes/v1)");

            await().atMost(LIMIT).until(() -> cluster.watchers("Component") > 0);
            cluster.put("Component", "other", STORE.formatted("other"));
            await().atMost(LIMIT).until(() -> components(runtime).contains("other (state.in-memory/v1)"));
        });
    }

    @Test
    void whoItIsIsWhatThePodSays() {
        application().run(context -> assertThat(context.getBean(AppIdentity.class))
                .isEqualTo(new AppIdentity("orders", "shop")));
    }

    @Test
    void aResolverThatPropertiesNameStaysAndStateIsKeptInNoFileOfThePod() {
        application("inlay.name-resolution.type=mdns")
                .run(context -> assertThat(components(context.getBean(InlayRuntime.class)))
                        .containsExactly("nameresolution.mdns (nameresolution.mdns/v1)"));
    }

    @Test
    void withoutTrustAnchorsTheStartSaysWhoSetsThem() {
        application("DAPR_TRUST_ANCHORS=").run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("inlay.kubernetes.enabled"));
    }

    @Test
    void withoutSentryTheStartFailsWithItsAddress() {
        cluster.stopSentry();

        application().run(context -> assertThat(context.getStartupFailure())
                .hasStackTraceContaining(IdentityUnavailableException.class.getName())
                .hasStackTraceContaining(cluster.sentryAddress()));
    }

    @Test
    void aConfigurationThatTheClusterDoesNotHaveEndsTheStart() {
        application("inlay.kubernetes.configuration=none").run(context -> assertThat(context.getStartupFailure())
                .hasStackTraceContaining(OperatorUnavailableException.class.getName())
                .hasStackTraceContaining("error getting configuration shop/none"));
    }

    @Test
    void theVariablesOfTheInjectorAreUnderstood() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of(
                                "INLAY_KUBERNETES_ENABLED", "true",
                                "INLAY_KUBERNETES_CONTROL_PLANE_ADDRESS", "dapr-api.dapr-system.svc.cluster.local:443",
                                "INLAY_KUBERNETES_SENTRY_ADDRESS", "dapr-sentry.dapr-system.svc.cluster.local:443",
                                "INLAY_KUBERNETES_MTLS_ENABLED", "false",
                                "INLAY_KUBERNETES_CONFIGURATION", "tracing")));
        ConfigurationPropertySources.attach(environment);

        InlayProperties.Kubernetes settings =
                Binder.get(environment).bind("inlay", InlayProperties.class).get().kubernetes();

        assertThat(settings)
                .isEqualTo(new InlayProperties.Kubernetes(
                        true,
                        "dapr-api.dapr-system.svc.cluster.local:443",
                        "dapr-sentry.dapr-system.svc.cluster.local:443",
                        "default",
                        "localhost",
                        false,
                        "tracing",
                        true));
    }
}
