package dev.inlay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.inlay.spring.apps.Actuator;
import dev.inlay.spring.apps.Machine;
import dev.inlay.spring.apps.StoreApplication;
import dev.inlay.state.StateClient;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateStoreUnavailableException;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** An application whose state is in its Redis, while that comes late, goes and comes back. */
@ExtendWith(OutputCaptureExtension.class)
class RedisBackedApplicationTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PASSWORD = "open-sesame";
    private static final int PORT = EmbeddedRedis.freePort();
    private static final String BREAKER = "component:statestore:outbound";

    private static @Nullable Machine machine;
    private static @Nullable EmbeddedRedis redis;
    private static @Nullable ConfigurableApplicationContext application;

    private final StateClient state = application().getBean(StateClient.class);
    private final Actuator actuator = new Actuator(application());

    @BeforeAll
    static void startBeforeRedis(@TempDir Path folder, CapturedOutput output) throws Exception {
        Path policies = Files.writeString(folder.resolve("resiliency.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata:
                  name: policies
                spec:
                  policies:
                    circuitBreakers:
                      store: {maxRequests: 1, timeout: 100ms, trip: consecutiveFailures > 2}
                  targets:
                    components:
                      statestore:
                        outbound: {circuitBreaker: store}
                """);
        machine = new Machine(folder);
        CompletableFuture<ConfigurableApplicationContext> starting =
                CompletableFuture.supplyAsync(() -> Objects.requireNonNull(machine)
                        .start(
                                StoreApplication.class,
                                "keeper",
                                WebApplicationType.REACTIVE,
                                "--spring.data.redis.host=127.0.0.1",
                                "--spring.data.redis.port=" + PORT,
                                "--spring.data.redis.password=" + PASSWORD,
                                "--inlay.components.statestore.type=state.redis",
                                "--inlay.components.statestore.init-timeout=60s",
                                "--inlay.resources-paths=" + policies,
                                "--management.endpoints.web.exposure.include=*",
                                "--management.endpoint.health.show-details=always",
                                "--management.health.circuitbreakers.enabled=true",
                                "--resilience4j.circuitbreaker.instances.[" + BREAKER
                                        + "].register-health-indicator=true"));
        String awaited =
                "statestore (state.redis/v1) is not ready yet: redis store: error connecting to redis at 127.0.0.1:"
                        + PORT + ": connection refused; waiting up to 1m, ";
        await("the line that says what is awaited").atMost(LIMIT).untilAsserted(() -> assertThat(output.getOut())
                .contains(awaited));
        redis = startRedis();
        application = starting.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        Objects.requireNonNull(machine).close();
        Objects.requireNonNull(redis).close();
    }

    @Test
    void aRedisThatIsLateWasAwaited() {
        state.save("late", 1).block(LIMIT);

        assertThat(state.get("late", Integer.class).block(LIMIT)).isEqualTo(1);
        actuator.get(200, "/health/inlay/statestore");
    }

    @Test
    void circuitBreakersOfManifestsAreShown() {
        state.save("shown", 1).block(LIMIT);

        actuator.get(200, "/circuitbreakers")
                .jsonPath("$.circuitBreakers['" + BREAKER + "'].state")
                .isEqualTo("CLOSED");
        actuator.get(200, "/health/circuitBreakers")
                .jsonPath("$.details['" + BREAKER + "'].details.state")
                .isEqualTo("CLOSED");
        actuator.get(200, "/metrics/resilience4j.circuitbreaker.state?tag=state:closed&tag=name:{name}", BREAKER)
                .jsonPath("$.measurements[0].value")
                .isEqualTo(1.0);
        actuator.get(200, "/metrics/inlay.state?tag=component:statestore&tag=operation:set");
    }

    @Test
    void aRedisThatDiesIsToldAndUsedAgainWhenItIsBack() throws Exception {
        redis().kill();
        try {
            assertThatExceptionOfType(StateStoreUnavailableException.class)
                    .isThrownBy(() -> state.save("gone", 1).block(LIMIT))
                    .withMessageContaining("127.0.0.1:" + PORT)
                    .satisfies(error -> assertThat(error.isRetryable()).isTrue());
            actuator.get(503, "/health/inlay")
                    .jsonPath("$.components.statestore.details.error")
                    .value(error -> assertThat(String.valueOf(error))
                            .contains("127.0.0.1:" + PORT)
                            .doesNotContain(PASSWORD))
                    .jsonPath("$.components['nameresolution.sqlite'].status")
                    .isEqualTo("UP");
        } finally {
            redis().close();
            redis = startRedis();
        }
        await("saves to work again")
                .atMost(LIMIT)
                .ignoreExceptionsInstanceOf(StateStoreException.class)
                .until(() -> {
                    state.save("back", 1).block(LIMIT);
                    return true;
                });
        assertThat(redis().commands().hget("keeper||back", "data")).isEqualTo("1");
        actuator.get(200, "/health/inlay");
    }

    private static EmbeddedRedis startRedis() throws Exception {
        return EmbeddedRedis.start(PORT, "requirepass " + PASSWORD);
    }

    private static EmbeddedRedis redis() {
        return Objects.requireNonNull(redis, "started before all tests");
    }

    private static ConfigurableApplicationContext application() {
        return Objects.requireNonNull(application, "started before all tests");
    }
}
