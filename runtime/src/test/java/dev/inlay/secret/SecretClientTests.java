package dev.inlay.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.ObservedTelemetry;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What an application may read of its secret stores, and what it is told when it may not or cannot. */
class SecretClientTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String RETRY_TWICE = """
            policies:
              retries:
                twice: {policy: constant, duration: 1ms, maxRetries: 2}
            targets:
              components:
                vault:
                  outbound: {retry: twice}
            """;

    private final ScriptedSecretStore vault = new ScriptedSecretStore();
    private final TestObservationRegistry observations = TestObservationRegistry.create();

    @Test
    void aSecretHasItsEntriesAndTheStoreGetsTheMetadata() {
        vault.secrets.put("db", Map.of("user", "u", "password", "p"));

        assertThat(client().get("vault", "db", Map.of("version_id", "3")).block(LIMIT))
                .isEqualTo(Map.of("user", "u", "password", "p"));
        assertThat(vault.requests).containsExactly("db {version_id=3}");
    }

    @Test
    void aSecretThatIsNotThereIsNamedAsDaprNamesIt() {
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> client().get("vault", "none").block(LIMIT))
                .withMessage("failed getting secret with key none from secret store vault: secret none not found")
                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.SECRET_GET));
    }

    @Test
    void theBulkOfAStoreIsEverySecret() {
        vault.secrets.put("a", Map.of("a", "1"));
        vault.secrets.put("b", Map.of("b", "2"));

        assertThat(client().getAll("vault").block(LIMIT)).containsOnlyKeys("a", "b");
    }

    @Test
    void aWrongStoreAndNoStoreAtAllAreToldApart() {
        SecretClient withoutStores =
                SecretClients.of(registry(false), SecretScopes.none(), ResiliencyPolicies.none(), Telemetry.none());

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> client().get("nope", "x").block(LIMIT))
                .withMessage("failed finding secret store with key nope")
                .satisfies(error -> assertThat(error.httpStatus()).isEqualTo(401));
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> withoutStores.getAll("nope").block(LIMIT))
                .withMessage("secret store is not configured")
                .satisfies(error -> assertThat(error.httpStatus()).isEqualTo(500));
    }

    @Test
    void aDeniedSecretIsRefusedWithoutAskingTheStoreAndLeftOutOfTheBulk() {
        vault.secrets.put("open", Map.of("open", "1"));
        vault.secrets.put("hidden", Map.of("hidden", "2"));
        SecretClient client = client(scopes("{storeName: vault, deniedSecrets: [hidden]}"), "targets: {}");

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> client.get("vault", "hidden").block(LIMIT))
                .withMessage("access denied by policy to get \"hidden\" from \"vault\"")
                .satisfies(error -> assertThat(error.httpStatus()).isEqualTo(403));
        assertThat(vault.requests).isEmpty();
        assertThat(client.getAll("vault").block(LIMIT)).containsOnlyKeys("open");
    }

    @Test
    void aStoreThatFailsInPassingIsAskedAgainAndOneThatHasNoSuchSecretIsNot() {
        vault.secrets.put("db", Map.of("db", "p"));
        vault.failures.add(new IOException("reset"));
        SecretClient client = client(SecretScopes.none(), RETRY_TWICE);

        assertThat(client.get("vault", "db").block(LIMIT)).containsEntry("db", "p");
        assertThat(vault.requests).hasSize(2);
        assertThatThrownBy(() -> client.get("vault", "none").block(LIMIT)).hasMessageContaining("not found");
        assertThat(vault.requests).hasSize(3);
    }

    @Test
    void aStoreThatFailsIsNamedWithItsReason() {
        vault.failures.add(new IOException("connection reset"));
        vault.failures.add(new IOException("sealed"));
        SecretClient client = client();

        assertThatThrownBy(() -> client.get("vault", "db").block(LIMIT))
                .hasMessage("failed getting secret with key db from secret store vault: connection reset")
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.getAll("vault").block(LIMIT))
                .hasMessage("failed getting secrets from secret store vault: sealed");
    }

    @Test
    void aReadingIsObserved() {
        vault.secrets.put("db", Map.of("db", "p"));
        client().get("vault", "db").block(LIMIT);

        TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo("inlay.secrets")
                .that()
                .hasContextualNameEqualTo("secrets/vault/get")
                .hasLowCardinalityKeyValue("component", "vault")
                .hasHighCardinalityKeyValue("db.system", "secrets")
                .hasBeenStopped();
    }

    @Test
    void theBlockingTwinReturnsValuesAndRefusesWhereNobodyMayWait() {
        vault.secrets.put("db", Map.of("db", "p"));
        BlockingSecretClient blocking = client().blocking();

        assertThat(blocking.get("vault", "db")).isEqualTo(Map.of("db", "p"));
        assertThat(blocking.getAll("vault")).containsOnlyKeys("db");
        assertThatThrownBy(() -> Mono.fromRunnable(() -> blocking.get("vault", "db"))
                        .subscribeOn(Schedulers.parallel())
                        .block(LIMIT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not wait");
    }

    private SecretClient client() {
        return client(SecretScopes.none(), "targets: {}");
    }

    private SecretClient client(SecretScopes scopes, String resiliency) {
        Map<String, Object> body = new Yaml().load("spec:\n" + resiliency.indent(2));
        ResiliencyPolicies policies = ConfiguredPolicies.of(
                List.of(new Resource(
                        "Resiliency", "policies", "", List.of(), body, ResourceSource.of("resiliency.yaml"))),
                CircuitBreakerRegistry.ofDefaults(),
                RetryRegistry.ofDefaults(),
                TimeLimiterRegistry.ofDefaults(),
                PolicyListener.none(),
                TimeSource.system());
        return SecretClients.of(registry(true), scopes, policies, ObservedTelemetry.of(observations));
    }

    private ComponentRegistry registry(boolean withVault) {
        ComponentRegistry.Builder builder = ComponentRegistry.builder(
                        new AppIdentity("app", ""), TimeSource.system(), JsonCodec.standard())
                .factories(List.of(vault));
        if (withVault) {
            builder.component("vault", "secretstores.scripted", "v1", Map.of(), "the test");
        }
        ComponentRegistry registry = builder.build();
        registry.start().block(LIMIT);
        return registry;
    }

    private static SecretScopes scopes(String scope) {
        List<Fault> faults = new ArrayList<>();
        SecretScopes scopes = SecretScopes.of(
                new ConfigurationManifest(
                        Map.of("secrets", Map.of("scopes", List.of(new Yaml().<Object>load(scope)))),
                        ResourceSource.of("config.yaml"),
                        null,
                        List.of()),
                faults);
        assertThat(faults).isEmpty();
        return scopes;
    }
}
