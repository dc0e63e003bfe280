package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How secrets come into resources. The secret {@code redis} has the keys {@code redis} and {@code password}. */
class SecretValuesTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretValues values = new SecretValues((namespace, name) -> name.equals("redis")
                    && namespace.equals("lab")
            ? new SecretBuilder()
                    .withData(Map.of("password", "cHc=", "redis", "cmVkaXM="))
                    .build()
            : null);

    @Test
    void aReferenceOfAComponentGetsTheValueAsBase64() {
        JsonNode metadata = resolve(ResourceKind.COMPONENT, """
                        {"metadata":{"name":"c","namespace":"lab"},"spec":{"metadata":[
                          {"name":"redisHost","value":"h"},
                          {"name":"redisPassword","secretKeyRef":{"name":"redis","key":"password"}},
                          {"name":"byName","secretKeyRef":{"name":"redis"}},
                          {"name":"noSuchKey","secretKeyRef":{"name":"redis","key":"other"}}]}}""")
                .at("/spec/metadata");

        assertThat(metadata.at("/0/value").asText()).isEqualTo("h");
        assertThat(metadata.at("/1/value").asText()).isEqualTo("cHc=");
        assertThat(metadata.at("/1/secretKeyRef/name").asText()).isEqualTo("redis");
        assertThat(metadata.at("/2/value").asText()).isEqualTo("cmVkaXM=");
        assertThat(metadata.at("/3").has("value")).isFalse();
    }

    @Test
    void aReferenceToAnotherStoreIsTheInstancesBusiness() {
        JsonNode resolved = resolve(ResourceKind.COMPONENT, """
                {"metadata":{"name":"c","namespace":"lab"},"auth":{"secretStore":"vault"},
                 "spec":{"metadata":[{"name":"p","secretKeyRef":{"name":"missing"}}]}}""");

        assertThat(resolved.at("/spec/metadata/0").has("value")).isFalse();
    }

    @Test
    void aSecretThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> resolve(ResourceKind.COMPONENT, """
                {"metadata":{"name":"c","namespace":"lab"},"auth":{"secretStore":"kubernetes"},
                 "spec":{"metadata":[{"name":"p","secretKeyRef":{"name":"missing"}}]}}"""))
                .hasMessageStartingWith("secrets \"missing\" not found");
    }

    @Test
    void endpointsHaveSecretsInHeadersAndTls() {
        JsonNode resolved = resolve(ResourceKind.HTTP_ENDPOINT, """
                {"metadata":{"name":"e","namespace":"lab"},"spec":{
                  "headers":[{"name":"Authorization","secretKeyRef":{"name":"redis","key":"password"}}],
                  "clientTLS":{"privateKey":{"secretKeyRef":{"name":"redis","key":"password"}},
                               "rootCA":{"value":"literal"}}}}""");

        assertThat(resolved.at("/spec/headers/0/value").asText()).isEqualTo("cHc=");
        assertThat(resolved.at("/spec/clientTLS/privateKey/value").asText()).isEqualTo("cHc=");
        assertThat(resolved.at("/spec/clientTLS/rootCA/value").asText()).isEqualTo("literal");
    }

    @Test
    void headersOfTracingGetTheTextItself() {
        JsonNode resolved = resolve(ResourceKind.CONFIGURATION, """
                {"metadata":{"name":"x","namespace":"lab"},"spec":{"tracing":{"otel":{"headers":[
                  {"name":"token","secretKeyRef":{"name":"redis","key":"password"}}]}}}}""");

        assertThat(resolved.at("/spec/tracing/otel/headers/0/value").asText()).isEqualTo("pw");
        assertThatThrownBy(() -> resolve(ResourceKind.CONFIGURATION, """
                {"metadata":{"name":"x","namespace":"lab"},"spec":{"tracing":{"otel":{"headers":[
                  {"name":"token","secretKeyRef":{"name":"redis"}}]}}}}"""))
                .hasMessageContaining("without a key");
    }

    @Test
    void serversOfToolsHaveSecretsInHeadersAndEnvironment() {
        JsonNode resolved = resolve(ResourceKind.MCP_SERVER, """
                {"metadata":{"name":"m","namespace":"lab"},"spec":{"endpoint":{
                  "streamableHTTP":{"headers":[{"name":"a","secretKeyRef":{"name":"redis","key":"password"}}]},
                  "stdio":{"env":[{"name":"b","secretKeyRef":{"name":"redis","key":"password"}}]}}}}""");

        assertThat(resolved.findValuesAsText("value")).containsExactly("cHc=", "cHc=");
    }

    @Test
    void bookkeepingOfTheApiServerIsLeftOut() {
        JsonNode resolved = resolve(ResourceKind.RESILIENCY, """
                {"metadata":{"name":"r","namespace":"lab","managedFields":[{"manager":"kubectl"}]},"spec":{}}""");

        assertThat(resolved.get("metadata").has("managedFields")).isFalse();
    }

    private JsonNode resolve(ResourceKind kind, String json) {
        try {
            return values.resolve(kind, JSON.readValue(json, GenericKubernetesResource.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
