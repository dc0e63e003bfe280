package dev.inlay.component.local.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.inlay.secret.SecretStore;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What daprd answers in the same environment is in {@link DaprdSecretsTests}. */
class EnvironmentSecretStoreTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PASSWORD", "pw",
            "EMPTY", "",
            "MY_PASSWORD", "mine",
            "MY_DAPR_KEY", "open",
            "MY_", "bare",
            "DAPR_API_TOKEN", "hidden",
            "dapr_lower", "hidden",
            "APP_API_TOKEN", "hidden",
            "App_Api_Token", "hidden");

    @Test
    void aVariableIsASecretWithOneEntryOfItsOwnName() {
        SecretStore store = SecretStores.ofEnvironment(ENVIRONMENT, Map.of());

        assertThat(get(store, "PASSWORD")).containsExactly(entry("PASSWORD", "pw"));
        assertThat(get(store, "EMPTY")).containsExactly(entry("EMPTY", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DAPR_API_TOKEN", "dapr_lower", "APP_API_TOKEN", "App_Api_Token", "ABSENT", "password"})
    void whatIsHiddenReadsAsEmptyLikeWhatIsNotThere(String name) {
        assertThat(get(SecretStores.ofEnvironment(ENVIRONMENT, Map.of()), name)).containsExactly(entry(name, ""));
    }

    @Test
    void thePrefixIsPutBeforeNamesAndTakenFromThem() {
        SecretStore store = SecretStores.ofEnvironment(ENVIRONMENT, Map.of("prefix", "MY_"));

        assertThat(get(store, "PASSWORD")).containsExactly(entry("PASSWORD", "mine"));
        assertThat(get(store, "DAPR_KEY")).containsExactly(entry("DAPR_KEY", "open"));
        assertThat(get(store, "MY_PASSWORD")).containsExactly(entry("MY_PASSWORD", ""));
        assertThat(all(store))
                .containsOnly(
                        entry("PASSWORD", Map.of("PASSWORD", "mine")), entry("DAPR_KEY", Map.of("DAPR_KEY", "open")));
    }

    @Test
    void aPrefixOpensNothingThatIsHidden() {
        SecretStore dapr = SecretStores.ofEnvironment(ENVIRONMENT, Map.of("prefix", "DAPR_"));
        assertThat(get(dapr, "API_TOKEN")).containsExactly(entry("API_TOKEN", ""));
        assertThat(all(dapr)).isEmpty();

        SecretStore app = SecretStores.ofEnvironment(ENVIRONMENT, Map.of("prefix", "APP_"));
        assertThat(get(app, "API_TOKEN")).containsExactly(entry("API_TOKEN", ""));
        assertThat(all(app)).isEmpty();
    }

    @Test
    void allVariablesAreShownButThoseThatAreHidden() {
        assertThat(all(SecretStores.ofEnvironment(ENVIRONMENT, Map.of())))
                .containsOnlyKeys("PASSWORD", "EMPTY", "MY_PASSWORD", "MY_DAPR_KEY", "MY_");
    }

    private static @Nullable Map<String, String> get(SecretStore store, String name) {
        return store.get(name, Map.of()).block(LIMIT);
    }

    @SuppressWarnings("NullAway") // a store always answers
    private static Map<String, Map<String, String>> all(SecretStore store) {
        return store.getAll(Map.of()).block(LIMIT);
    }
}
