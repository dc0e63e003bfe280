package dev.inlay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.error.InlayException;
import dev.inlay.secret.SecretClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An application reads its secrets with the bean that the starter gives it. */
class SecretsOfApplicationsTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private @Nullable ConfigurableApplicationContext context;

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
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

        SecretClient secrets = application(manifests).getBean(SecretClient.class);

        assertThat(secrets.get("vault", "db:user").block(LIMIT)).isEqualTo(Map.of("db:user", "u"));
        assertThat(secrets.blocking().getAll("vault")).containsOnlyKeys("db:user");
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> secrets.get("vault", "db:password").block(LIMIT))
                .withMessageContaining("access denied by policy");
    }

    private ConfigurableApplicationContext application(Path manifests) {
        ConfigurableApplicationContext started = new SpringApplicationBuilder(SecretReader.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.application.name=reader",
                        "--spring.main.banner-mode=off",
                        "--inlay.state.path=" + home.resolve("state.db"),
                        "--inlay.host-address=127.0.0.1",
                        "--inlay.name-resolution.type=sqlite",
                        "--inlay.name-resolution.configuration.connectionString=" + home.resolve("registry.db"),
                        "--inlay.resources-paths=" + manifests);
        context = started;
        return started;
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SecretReader {}
}
