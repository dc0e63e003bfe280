package dev.inlay.component.local.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.secret.SecretStore;
import dev.inlay.testkit.daprd.Daprd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** daprd and these stores show the same secrets of one file and one environment. */
class DaprdSecretsTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TypeRef<Map<String, Map<String, String>>> SECRETS = new TypeRef<>() {};
    private static final TypeRef<Map<String, String>> SECRET = new TypeRef<>() {};
    private static final Map<String, String> VARIABLES = Map.of(
            "MY_PASSWORD", "mine",
            "MY_EMPTY", "",
            "MY_DAPR_KEY", "open",
            "MY_APP_API_TOKEN", "open",
            "MY_", "bare",
            "dapr_lower", "hidden",
            "DAPR_OWN", "hidden");

    @TempDir
    static Path folder;

    private static @Nullable Daprd daprd;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(file(), """
                {"plain": "value", "empty": "", "a:b": "with a colon", "a.b": "with a dot", "Case": "Upper",
                 "redis": {"password": "pw", "tls": {"key": "k"}, "hosts": ["one", {"name": "two"}]},
                 "none": {}}""");
        Daprd.Builder builder = Daprd.withAppId("app")
                .resource(manifest("file", "local.file", Map.of("secretsFile", file().toString())))
                .resource(manifest("slashes", "local.file", slashes()))
                .resource(manifest("multi", "local.file", multiValued()))
                .resource(manifest("env", "local.env", Map.of("prefix", "MY_")))
                .resource(manifest("own", "local.env", Map.of("prefix", "DAPR_")));
        VARIABLES.forEach(builder::environment);
        daprd = builder.start(Files.createDirectory(folder.resolve("daprd")));
    }

    @AfterAll
    static void stop() {
        if (daprd != null) {
            daprd.close();
        }
    }

    @Test
    void of_a_file() {
        assertThat(ofDaprd("file")).isEqualTo(all(SecretStores.ofFile(file(), Map.of())));
    }

    @Test
    void of_a_file_with_another_separator() {
        assertThat(ofDaprd("slashes")).isEqualTo(all(SecretStores.ofFile(file(), Map.of("nestedSeparator", "/"))));
    }

    @Test
    void of_a_file_of_secrets_with_several_values() {
        assertThat(ofDaprd("multi")).isEqualTo(all(SecretStores.ofFile(file(), Map.of("multiValued", "true"))));
    }

    @Test
    void of_the_environment_behind_a_prefix() {
        SecretStore ours = SecretStores.ofEnvironment(VARIABLES, Map.of("prefix", "MY_"));

        assertThat(ofDaprd("env")).isEqualTo(all(ours));
        for (String name : new String[] {"PASSWORD", "EMPTY", "ABSENT", "DAPR_KEY", "MY_PASSWORD"}) {
            assertThat(ofDaprd("env", name)).isEqualTo(ours.get(name, Map.of()).block(LIMIT));
        }
    }

    @Test
    void of_the_environment_behind_a_prefix_that_is_hidden() {
        SecretStore ours = SecretStores.ofEnvironment(VARIABLES, Map.of("prefix", "DAPR_"));

        assertThat(ofDaprd("own", "OWN"))
                .isEqualTo(ours.get("OWN", Map.of()).block(LIMIT))
                .isEqualTo(Map.of("OWN", ""));
    }

    private static Path file() {
        return folder.resolve("secrets.json");
    }

    private static Map<String, String> slashes() {
        return Map.of("secretsFile", file().toString(), "nestedSeparator", "/");
    }

    private static Map<String, String> multiValued() {
        return Map.of("secretsFile", file().toString(), "multiValued", "true");
    }

    private static String manifest(String name, String type, Map<String, String> metadata) {
        StringBuilder items = new StringBuilder();
        metadata.forEach((key, value) -> items.append("  - {name: ")
                .append(key)
                .append(", value: \"")
                .append(value)
                .append("\"}\n"));
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: %s
                spec:
                  type: secretstores.%s
                  version: v1
                  metadata:
                """.formatted(name, type) + items;
    }

    private static Map<String, Map<String, String>> ofDaprd(String store) {
        byte[] reply =
                started().send("GET", "/v1.0/secrets/" + store + "/bulk", "").body();
        return Objects.requireNonNull(JsonCodec.standard().decode(reply, SECRETS.type()));
    }

    private static Map<String, String> ofDaprd(String store, String name) {
        byte[] reply =
                started().send("GET", "/v1.0/secrets/" + store + "/" + name, "").body();
        return Objects.requireNonNull(JsonCodec.standard().decode(reply, SECRET.type()));
    }

    private static Map<String, Map<String, String>> all(SecretStore store) {
        store.init().block(LIMIT);
        return new HashMap<>(Objects.requireNonNull(store.getAll(Map.of()).block(LIMIT)));
    }

    private static Daprd started() {
        return Objects.requireNonNull(daprd);
    }
}
