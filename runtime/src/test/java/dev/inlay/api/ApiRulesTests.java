package dev.inlay.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.api.ApiRules.Protocol;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiRulesTests {

    private static ConfigurationManifest configuration(Map<String, Object> spec) {
        return ConfigurationManifest.of(List.of(new Resource(
                "Configuration", "c", "", List.of(), Map.of("spec", spec), ResourceSource.of("the test"))));
    }

    private static ApiRules rules(Map<String, Object> api) {
        return ApiRules.of(configuration(Map.of("api", api)));
    }

    private static Map<String, Object> rule(String name, String version, String protocol) {
        return Map.of("name", name, "version", version, "protocol", protocol);
    }

    @Test
    void without_rules_everything_is_offered() {
        assertThat(ApiRules.of(ConfigurationManifest.EMPTY)).isEqualTo(ApiRules.ALL);
        assertThat(ApiRules.ALL.allow(Protocol.HTTP, "v1.0", "state/{storeName}"))
                .isTrue();
    }

    @Test
    void what_is_allowed_for_one_protocol_restricts_that_protocol_only() {
        ApiRules rules = rules(Map.of("allowed", List.of(rule("state", "v1", "http"))));
        assertThat(rules.allow(Protocol.HTTP, "v1.0", "state/{storeName}")).isTrue();
        assertThat(rules.allow(Protocol.HTTP, "v1.0-alpha1", "state/{storeName}/query"))
                .isFalse();
        assertThat(rules.allow(Protocol.HTTP, "v1.0", "publish/{pubsubname}/*")).isFalse();
        assertThat(rules.allow(Protocol.GRPC, "v1.0", "publish")).isTrue();
    }

    @Test
    void what_is_denied_is_not_offered_even_if_it_is_allowed() {
        ApiRules rules = rules(Map.of(
                "allowed", List.of(rule("state", "v1.0", "GRPC")),
                "denied", List.of(rule("state", "v1.0", "grpc"), rule("jobs", "v1alpha1", "http"))));
        assertThat(rules.allow(Protocol.GRPC, "v1.0", "state")).isFalse();
        assertThat(rules.allow(Protocol.HTTP, "v1.0-alpha1", "jobs/{name}")).isFalse();
        assertThat(rules.allow(Protocol.HTTP, "v1.0", "jobs/{name}")).isTrue();
    }

    @Test
    void every_fault_is_told_at_once() {
        assertThatThrownBy(() -> rules(Map.of(
                        "allowed", List.of(Map.of("version", "v1.0")),
                        "denied", List.of(rule("state", "v1.0", "smtp")))))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("name: is missing")
                .hasMessageContaining("protocol: is 'smtp' (expected: http or grpc)");
    }

    @Test
    void the_log_of_calls_is_off_unless_the_configuration_says_otherwise() {
        assertThat(CallLogging.of(ConfigurationManifest.EMPTY)).isEqualTo(CallLogging.OFF);
        Map<String, Object> logging = Map.of("enabled", true, "obfuscateURLs", true, "omitHealthChecks", true);
        assertThat(CallLogging.of(configuration(Map.of("logging", Map.of("apiLogging", logging)))))
                .isEqualTo(new CallLogging(true, true, true));
        assertThatThrownBy(() -> CallLogging.of(
                        configuration(Map.of("logging", Map.of("apiLogging", Map.of("enabled", "yes"))))))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("enabled");
    }
}
