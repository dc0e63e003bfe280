package dev.inlay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.ComponentInitException;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.error.InlayException;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.invoke.InvokeException;
import dev.inlay.secret.SecretClient;
import dev.inlay.spring.invoke.InvokeExchange;
import dev.inlay.state.StateClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/** Whole applications with the starter, as people write them. */
class EmbeddedRuntimeTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

    @AfterEach
    void closeAll() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void stateIsKeptInAFileWhereNothingIsConfigured() {
        StateClient state = start("keeper", WebApplicationType.NONE).getBean(StateClient.class);

        state.save("order", Map.of("orderId", 42)).block(LIMIT);

        assertThat(state.get("order", Map.class).block(LIMIT)).isEqualTo(Map.of("orderId", 42));
        assertThat(home.resolve("keeper.db")).exists();
    }

    @Test
    void stateSurvivesARestart() {
        ConfigurableApplicationContext first = start("keeper", WebApplicationType.NONE);
        first.getBean(StateClient.class).save("order", "42").block(LIMIT);
        first.close();

        StateClient state = start("keeper", WebApplicationType.NONE).getBean(StateClient.class);

        assertThat(state.get("order", String.class).block(LIMIT)).isEqualTo("42");
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"REACTIVE", "SERVLET"})
    void applicationsCallEachOtherByAppId(WebApplicationType type) {
        start("callee", type);
        ConfigurableApplicationContext caller = start("caller", WebApplicationType.NONE);

        String answer = caller.getBean(InvokeClient.class)
                .post("callee", "/echo", "hello", String.class)
                .block(LIMIT);
        String exchanged = caller.getBean(Callee.class).echo("hi").block(LIMIT);

        assertThat(answer).isEqualTo("echo of hello");
        assertThat(exchanged).isEqualTo("echo of hi");
        assertThatExceptionOfType(InvokeException.class)
                .isThrownBy(() -> caller.getBean(InvokeClient.class)
                        .get("callee", "/nothing-here", String.class)
                        .block(LIMIT))
                .satisfies(error -> assertThat(error.status()).isEqualTo(404));
    }

    @Test
    void anApplicationThatIsNotThereIsNamedAndSoAreThoseThatAre() {
        start("callee", WebApplicationType.REACTIVE);
        InvokeClient invoke = start("caller", WebApplicationType.NONE).getBean(InvokeClient.class);

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> invoke.get("nobody", "/", String.class).block(LIMIT))
                .withMessageContaining("nobody")
                .withMessageContaining("callee");
    }

    @Test
    void aWrongManifestEndsTheStartWithEveryFault() throws Exception {
        Path manifest = Files.writeString(home.resolve("store.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.redsi
                  version: v1
                  metadata: []
                """);

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> start("wrong", WebApplicationType.NONE, "--inlay.resources-paths=" + manifest))
                .havingRootCause()
                .isInstanceOf(InvalidManifestException.class)
                .withMessageContaining("store.yaml")
                .withMessageContaining("state.redis");
    }

    @Test
    void aRedisThatIsNotThereEndsTheStartNamingComponentAndAddress() throws Exception {
        Path manifest = Files.writeString(home.resolve("store.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.redis
                  version: v1
                  initTimeout: 3s
                  metadata:
                  - name: redisHost
                    value: 127.0.0.1:1
                """);

        assertThatExceptionOfType(ApplicationContextException.class)
                .isThrownBy(() -> start("wrong", WebApplicationType.NONE, "--inlay.resources-paths=" + manifest))
                .havingCause()
                .isInstanceOf(ComponentInitException.class)
                .withMessageContaining("statestore (state.redis/v1)")
                .withMessageContaining("127.0.0.1:1");
    }

    @Test
    void secretsOfAFileAreReadWithinTheScopes() throws Exception {
        Path file = Files.writeString(home.resolve("secrets.json"), """
                {"db": {"user": "u", "password": "p"}}
                """);
        Path manifests = Files.writeString(home.resolve("secrets.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: vault
                spec:
                  type: secretstores.local.file
                  version: v1
                  metadata:
                  - name: secretsFile
                    value: %s
                ---
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata:
                  name: config
                spec:
                  secrets:
                    scopes:
                    - storeName: vault
                      deniedSecrets: ["db:password"]
                """.formatted(file));

        SecretClient secrets = start("reader", WebApplicationType.NONE, "--inlay.resources-paths=" + manifests)
                .getBean(SecretClient.class);

        assertThat(secrets.get("vault", "db:user").block(LIMIT)).isEqualTo(Map.of("db:user", "u"));
        assertThat(secrets.blocking().getAll("vault")).containsOnlyKeys("db:user");
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> secrets.get("vault", "db:password").block(LIMIT))
                .withMessageContaining("access denied by policy");
    }

    private ConfigurableApplicationContext start(String appId, WebApplicationType type, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.application.name=" + appId,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--inlay.state.path=" + home.resolve(appId + ".db"),
                "--inlay.host-address=127.0.0.1",
                "--inlay.name-resolution.type=sqlite",
                "--inlay.name-resolution.configuration.connectionString=" + home.resolve("registry.db")));
        arguments.addAll(List.of(more));
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(TestApplication.class).web(type).run(arguments.toArray(String[]::new));
        contexts.add(0, context);
        return context;
    }

    @InvokeExchange("callee")
    interface Callee {
        @PostExchange("/echo")
        Mono<String> echo(@RequestBody String text);
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TestApplication {

        @Bean
        Echo echo() {
            return new Echo();
        }
    }

    @RestController
    static class Echo {

        @PostMapping("/echo")
        String echo(@RequestBody String text) {
            return "echo of " + text;
        }

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }
}
