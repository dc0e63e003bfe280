package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevelopmentChartsTests {

    @Test
    void redisIsReachedByDaprsNamesAndItsPasswordIsInASecretAlone() {
        assertThat(rendered("dev-redis", "dapr-dev-redis"))
                .contains(
                        "name: dapr-dev-redis-master",
                        "name: statestore",
                        "type: state.redis",
                        "name: pubsub",
                        "type: pubsub.redis",
                        "value: dapr-dev-redis-master:6379",
                        "key: redis-password")
                .containsOnlyOnce("redis-password: ")
                .containsPattern("redis-password: \"\\w{32}\"\n");
    }

    @Test
    void tracesGoToZipkinByDaprsName() {
        assertThat(rendered("dev-zipkin", "dapr-dev-zipkin"))
                .contains(
                        "name: appconfig",
                        "endpointAddress: http://dapr-dev-zipkin.default.svc.cluster.local:9411/api/v2/spans",
                        "image: openzipkin/zipkin-slim:3");
    }

    @Test
    void theirImagesCanComeFromAnotherRegistry() {
        Map<String, String> registry = Map.of("imageRegistry", "registry.example.com:5000/mirror");

        assertThat(rendered("dev-redis", "dapr-dev-redis")).contains("image: redis:7-alpine\n");
        assertThat(rendered("dev-redis", "dapr-dev-redis", registry))
                .contains("image: registry.example.com:5000/mirror/redis:7-alpine\n");
        assertThat(rendered("dev-zipkin", "dapr-dev-zipkin", registry))
                .contains("image: registry.example.com:5000/mirror/openzipkin/zipkin-slim:3\n");
    }

    private static String rendered(String chart, String release) {
        return rendered(chart, release, Map.of());
    }

    private static String rendered(String chart, String release, Map<String, String> values) {
        try (PackedChart unpacked = PackedChart.unpack(chart)) {
            TemplateCommand command = new Helm(unpacked.folder()).template();
            values.forEach(command::set);
            return command.withName(release).withNamespace("default").call();
        }
    }
}
