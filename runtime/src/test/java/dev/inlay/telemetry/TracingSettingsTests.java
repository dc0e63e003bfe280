package dev.inlay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.Fault;
import dev.inlay.component.ManifestFields;
import dev.inlay.component.ResourceSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Where spans go, by Configuration and environment. */
class TracingSettingsTests {

    private final List<Fault> faults = new ArrayList<>();

    @Test
    void withoutAWordOfTracingThereAreNoSpans() {
        assertThat(read("{}", Map.of()).isOn()).isFalse();
    }

    @Test
    void theConfigurationNamesRateAndCollectors() {
        TracingSettings settings = read("""
                tracing:
                  samplingRate: "0.5"
                  stdout: true
                  zipkin: {endpointAddress: "http://zipkin:9411/api/v2/spans"}
                  otel: {endpointAddress: "collector:4317", protocol: grpc, isSecure: false, timeout: 3s,
                         headers: [{name: authorization, value: secret}]}
                """, Map.of());

        assertThat(settings.samplingRate()).isEqualTo(0.5);
        assertThat(settings.stdout()).isTrue();
        assertThat(settings.zipkin()).isEqualTo("http://zipkin:9411/api/v2/spans");
        assertThat(settings.otlp())
                .isEqualTo(new TracingSettings.Otlp(
                        "collector:4317", true, false, Map.of("authorization", "secret"), Duration.ofSeconds(3)));
        assertThat(settings.toString()).doesNotContain("secret");
        assertThat(faults).isEmpty();
    }

    @Test
    void aRateThatCannotBeReadIsDaprsDefault() {
        assertThat(read("tracing: {samplingRate: often}", Map.of()).samplingRate())
                .isEqualTo(0.0001);
        assertThat(read("tracing: {stdout: true}", Map.of()).samplingRate()).isEqualTo(0.0001);
    }

    @Test
    void theEnvironmentNamesACollectorWhereTheConfigurationDoesNot() {
        Map<String, String> environment = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS", "a=b,c=d",
                "OTEL_EXPORTER_OTLP_TIMEOUT", "1500");

        TracingSettings settings = read("{}", environment);

        assertThat(settings.samplingRate()).isEqualTo(1);
        assertThat(settings.otlp())
                .isEqualTo(new TracingSettings.Otlp(
                        "collector:4318", false, false, Map.of("a", "b", "c", "d"), Duration.ofMillis(1500)));
        assertThat(read("tracing: {otel: {endpointAddress: 'x:1', protocol: grpc}}", environment)
                        .otlp())
                .hasToString("gRPC x:1");
    }

    @Test
    void aProtocolThatIsUnknownIsAFault() {
        read("tracing: {samplingRate: '1', otel: {endpointAddress: 'x:1', protocol: carrier-pigeon}}", Map.of());

        assertThat(faults)
                .singleElement()
                .hasToString("config.yaml: spec.tracing.otel.protocol: is 'carrier-pigeon' (expected: http or grpc)");
    }

    private TracingSettings read(String spec, Map<String, String> environment) {
        Map<String, Object> body = Map.of("spec", new Yaml().<Map<String, Object>>load(spec));
        ManifestFields fields = ManifestFields.of(ResourceSource.of("config.yaml"), body, faults);
        return TracingSettings.of(fields.child("spec"), environment::get);
    }
}
