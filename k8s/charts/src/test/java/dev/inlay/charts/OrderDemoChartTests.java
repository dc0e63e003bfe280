package dev.inlay.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDemoChartTests {

    private static final Chart CHART = Chart.named("order-demo");

    @Test
    void lintFindsNothing() {
        LintResult result = CHART.lint();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void servicesHaveTheRuntimeInsideIfNothingElseIsSaid() {
        Chart.Objects objects = CHART.with();

        PodTemplateSpec pod =
                objects.one(Deployment.class, "order-service").getSpec().getTemplate();
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry("dapr.io/enabled", "true")
                .containsEntry("dapr.io/app-id", "order-service")
                .containsEntry("dapr.io/app-port", "3000")
                .containsEntry("inlay.dev/runtime", "embedded");
        assertThat(environment(pod)).doesNotContainKeys("INLAY_API_ENABLED", "INLAY_RESOURCES_PATHS");
        assertThat(objects.names()).noneMatch(name -> name.startsWith("ConfigMap"));
    }

    @Test
    void besideSidecarsTheClientCallsByItsOwnAndOthersReachTheServiceOnlyByIts() {
        Chart.Objects objects = CHART.with("runtime=sidecar");

        for (String service : List.of("order-service", "client-service")) {
            PodTemplateSpec pod =
                    objects.one(Deployment.class, service).getSpec().getTemplate();
            assertThat(pod.getMetadata().getAnnotations())
                    .doesNotContainKey("inlay.dev/runtime")
                    .containsEntry("dapr.io/config", "traces");
            assertThat(environment(pod)).containsEntry("INLAY_INVOKE_SERVE", "false");
            assertThat(pod.getSpec().getVolumes())
                    .anyMatch(volume -> volume.getConfigMap() != null
                            && volume.getConfigMap().getName().equals(service));
        }
        assertThat(CHART.texts("runtime=sidecar").get("client-service.yaml"))
                .contains("baseUrl: http://127.0.0.1:3500/v1.0/invoke/order-service/method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "sidecar"})
    void noContainerHasMoreRightsThanItNeeds(String runtime) {
        Chart.Objects objects = CHART.with("runtime=" + runtime);

        List<PodTemplateSpec> pods = new ArrayList<>();
        objects.each(Deployment.class).forEach(each -> pods.add(each.getSpec().getTemplate()));
        objects.each(StatefulSet.class).forEach(each -> pods.add(each.getSpec().getTemplate()));
        assertThat(pods)
                .hasSize(4)
                .flatExtracting(pod -> pod.getSpec().getContainers())
                .allSatisfy(container -> {
                    assertThat(container.getSecurityContext().getRunAsNonRoot()).isTrue();
                    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                            .isTrue();
                    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                            .isFalse();
                    assertThat(container.getSecurityContext().getCapabilities().getDrop())
                            .containsExactly("ALL");
                });
    }

    @Test
    void thePasswordOfRedisIsASecretAndNowhereElse() {
        String rendered = CHART.text("redis.password=s3cret", "runtime=sidecar");

        assertThat(rendered.lines().filter(line -> line.contains("s3cret"))).hasSize(1);
        assertThat(CHART.with("redis.password=s3cret")
                        .one(Secret.class, "redis")
                        .getStringData())
                .containsEntry("redis-password", "s3cret");
    }

    @Test
    void aRedisOfOnesOwnTakesThePlaceOfTheDemonstrations() {
        String[] values = {"redis.enabled=false", "redis.host=redis.data:6380"};

        assertThat(CHART.with(values).each(StatefulSet.class)).isEmpty();
        assertThat(CHART.text(values)).contains("value: redis.data:6380");
    }

    @Test
    void ordersAreKeptOnAVolumeWhereOneIsAskedFor() {
        StatefulSet redis = CHART.with("redis.storage=1Gi").one(StatefulSet.class, "redis-master");

        assertThat(redis.getSpec().getVolumeClaimTemplates()).singleElement().satisfies(claim -> assertThat(
                        claim.getSpec().getResources().getRequests().get("storage"))
                .hasToString("1Gi"));
        assertThat(redis.getSpec().getTemplate().getSpec().getVolumes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "sidecar"})
    void theApiIsOpenedForTheIngressOnly(String runtime) {
        assertThat(CHART.text("runtime=" + runtime)).doesNotContain("0.0.0.0\n").doesNotContain("INLAY_API");

        Chart.Objects open = CHART.with("runtime=" + runtime, "ingress.enabled=true", "ingress.host=orders.example");
        assertThat(open.one(Ingress.class, "order-service").getSpec().getRules())
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getHost()).isEqualTo("orders.example");
                    assertThat(rule.getHttp().getPaths())
                            .allMatch(path ->
                                    path.getBackend().getService().getName().equals("order-service-dapr"))
                            .extracting(path -> path.getPath())
                            .doesNotContain("/", "/v1.0", "/v1.0/state");
                });
        PodTemplateSpec pod =
                open.one(Deployment.class, "order-service").getSpec().getTemplate();
        if (runtime.equals("sidecar")) {
            assertThat(pod.getMetadata().getAnnotations()).containsEntry("dapr.io/sidecar-listen-addresses", "0.0.0.0");
        } else {
            assertThat(environment(pod)).containsEntry("INLAY_API_LISTEN_ADDRESSES", "0.0.0.0");
        }
    }

    @Test
    void imagesComeFromWhereTheValuesSay() {
        Chart.Objects objects = CHART.with(
                "image.registry=registry.example/orders",
                "image.tag=2",
                "image.pullPolicy=Always",
                "image.pullSecrets[0]=one",
                "image.pullSecrets[1]=two");

        var pod = objects.one(Deployment.class, "client-service")
                .getSpec()
                .getTemplate()
                .getSpec();
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getImage()).isEqualTo("registry.example/orders/client-service:2");
            assertThat(container.getImagePullPolicy()).isEqualTo("Always");
        });
        assertThat(pod.getImagePullSecrets()).extracting(each -> each.getName()).containsExactly("one", "two");
    }

    @Test
    void whatIsSwitchedOffIsNotThere() {
        assertThat(CHART.with("zipkin.enabled=false", "clientService.enabled=false", "runtime=sidecar")
                        .names())
                .noneMatch(name -> name.contains("zipkin") || name.contains("client") || name.contains("traces"));
        assertThat(CHART.text("zipkin.enabled=false", "runtime=sidecar")).doesNotContain("zipkin", "dapr.io/config");
    }

    @ParameterizedTest
    @CsvSource({"runtime=both,runtime", "redis.host=nowhere,host", "ingres.enabled=true,ingres"})
    void aValueThatMeansNothingIsRefusedByName(String value, String named) {
        assertThatThrownBy(() -> CHART.with(value)).hasMessageContaining(named);
    }

    @Test
    void plainManifestsAreWhatTheChartMakes() throws IOException {
        Map<String, String> embedded = CHART.texts("ingress.enabled=true");
        Map<String, String> sidecar = CHART.texts("ingress.enabled=true", "runtime=sidecar");
        Path folder = Chart.ROOT.resolve("k8s");

        for (Map.Entry<String, String> file : embedded.entrySet()) {
            verify(folder.resolve(file.getKey()), file.getValue());
        }
        for (Map.Entry<String, String> file : sidecar.entrySet()) {
            if (!file.getValue().equals(embedded.get(file.getKey()))) {
                verify(folder.resolve("sidecar").resolve(file.getKey()), file.getValue());
            }
        }
        try (var files = Files.walk(folder, 1)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(embedded.keySet());
        }
    }

    private static void verify(Path file, String expected) throws IOException {
        String generated = "# Made of the chart order-demo. To write it anew:\n"
                + "# ./mvnw -pl k8s/charts test -Dtest=OrderDemoChartTests -Dinlay.rewrite=true\n" + expected;
        if (Boolean.getBoolean("inlay.rewrite")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(file).as("written anew with -Dinlay.rewrite=true").hasContent(generated);
    }

    private static Map<String, String> environment(PodTemplateSpec pod) {
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), String.valueOf(variable.getValue()));
        }
        return environment;
    }
}
