package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
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

    private static String rendered(String chart, String release) {
        try (PackedChart unpacked = PackedChart.unpack(chart)) {
            return new Helm(unpacked.folder())
                    .template()
                    .withName(release)
                    .withNamespace("default")
                    .call();
        }
    }
}
