package dev.inlay.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.flag.Role;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart tells the programs, read by the programs themselves. */
class ArgumentsTests {

    private static final Chart CHART = Chart.named("inlay");
    private static final String[] ALL_THAT_MAKE_ARGUMENTS = {
        "global.logAsJson=true",
        "global.prometheus.port=9191",
        "global.rbac.namespaced=true",
        "global.argoRolloutServiceReconciler.enabled=true",
        "global.operator.watchdogCanPatchPodLabels=true",
        "global.issuerFilenames.ca=a",
        "global.issuerFilenames.cert=b",
        "global.issuerFilenames.key=c",
        "dapr_config.dapr_default_system_config_name=mine",
        "dapr_operator.watchInterval=2m",
        "dapr_operator.ports.targetPort=6501",
        "dapr_operator.serviceReconciler.enabled=false",
        "dapr_sidecar_injector.healthzPort=8081",
        "dapr_sentry.ports.targetPort=50002",
        "dapr_sentry.jwt.enabled=true",
        "dapr_sentry.jwt.keyFilename=d",
        "dapr_sentry.jwt.jwksFilename=e",
        "dapr_sentry.jwt.issuer=https://issuer.example",
        "dapr_sentry.jwt.signingAlgorithm=RS256",
        "dapr_sentry.jwt.keyID=f",
        "dapr_sentry.jwt.ttl=1h",
        "dapr_sentry.oidc.enabled=true",
        "dapr_sentry.oidc.jwksURI=https://keys.example",
        "dapr_sentry.oidc.pathPrefix=/x",
        "dapr_sentry.oidc.allowedHosts[0]=issuer.example",
        "dapr_sentry.oidc.tls.certFile=/g",
        "dapr_sentry.oidc.tls.keyFile=/h"
    };

    @ParameterizedTest
    @ValueSource(strings = {"global.singleProcess.enabled=false", "global.singleProcess.enabled=true"})
    void eachIsUnderstood(String processes) {
        List<String> values = new ArrayList<>(List.of(ALL_THAT_MAKE_ARGUMENTS));
        values.add(processes);

        assertUnderstood(CHART.with(values.toArray(String[]::new)));
        assertUnderstood(CHART.with(processes));
        assertUnderstood(CHART.with(processes, "global.prometheus.enabled=false"));
    }

    private static void assertUnderstood(Chart.Objects objects) {
        assertThat(objects.each(Deployment.class)).isNotEmpty().allSatisfy(each -> {
            Container container =
                    each.getSpec().getTemplate().getSpec().getContainers().get(0);
            List<String> arguments = new ArrayList<>(container.getArgs());
            String program = container.getCommand().get(0).substring(1);
            if (!program.equals("control-plane")) {
                arguments.add(0, "--role=" + program);
            }
            Set<Role> roles = CommandLine.roles(arguments).orElseThrow();
            assertThatCode(() -> CommandLine.read(roles, arguments)).doesNotThrowAnyException();
        });
    }
}
