package dev.inlay.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.spring.apps.StoreApplication;
import dev.inlay.spring.autoconfigure.InlayApiAutoConfiguration;
import dev.inlay.spring.autoconfigure.InlayAutoConfiguration;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a person reads when the application does not start. */
class StartFailureTests {

    @TempDir
    Path folder;

    /** In a process of its own, because the exit code is part of it. */
    @Test
    void aWrongRedisHostEndsTheStartWithFiveLinesAndExitCodeOne() throws Exception {
        int port = EmbeddedRedis.freePort();
        Path manifest = Files.writeString(folder.resolve("statestore.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.redis
                  version: v1
                  initTimeout: 5s
                  metadata:
                  - name: redisHost
                    value: 127.0.0.1:%d
                  - name: redisPassword
                    value: open-sesame
                """.formatted(port));
        Path output = folder.resolve("output.txt");
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-DHOME=" + folder,
                        StoreApplication.class.getName(),
                        "--spring.main.web-application-type=none",
                        "--inlay.resources-paths=" + manifest)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }

        assertThat(application.exitValue()).isEqualTo(1);
        String said = Files.readString(output, StandardCharsets.UTF_8);
        String nl = System.lineSeparator();
        assertThat(said.substring(said.indexOf("APPLICATION FAILED TO START")).replace(nl, "\n"))
                .isEqualToIgnoringNewLines("""
                        APPLICATION FAILED TO START
                        ***************************

                        Description:

                        Component: statestore (state.redis/v1)
                        Address:   127.0.0.1:%d
                        Cause:     redis store: error connecting to redis at 127.0.0.1:%d: connection refused

                        Action:

                        Make its backing service reachable, or correct the component, which is described in %s.
                        A service that starts late is awaited longer with initTimeout; with ignoreErrors the application starts without it.

                        """.formatted(port, port, manifest));
        assertThat(said).doesNotContain("open-sesame");
    }

    @Test
    void wrongManifestsAreListedWithEveryFault() throws IOException {
        Path manifests = Files.writeString(folder.resolve("components.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: statestore
                spec:
                  type: state.redsi
                  version: v1
                ---
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: other
                spec:
                  type: state.redis
                  version: v1
                  metadata:
                  - name: redisDB
                    value: one
                """);

        FailureAnalysis analysis = failure(new InvalidManifestFailureAnalyzer(), "inlay.resources-paths=" + manifests);

        assertThat(analysis.getDescription())
                .contains("components.yaml: spec.type: 'state.redsi' is not known (did you mean state.redis?)")
                .contains("components.yaml (document 2): spec.metadata[redisDB]")
                .contains("components.yaml (document 2): spec.metadata[redisHost]");
        assertThat(analysis.getAction()).isEqualTo("Correct the fields that are named above, and start again.");
    }

    @Test
    void anAddressMayBeAFile() {
        FailureAnalysis analysis = failure(
                new ComponentInitFailureAnalyzer(),
                "inlay.components.secrets.type=secretstores.local.file",
                "inlay.components.secrets.init-timeout=100ms",
                "inlay.components.secrets.metadata.secretsFile=" + folder.resolve("none.json"));

        assertThat(analysis.getDescription().lines())
                .satisfiesExactly(
                        component -> assertThat(component).isEqualTo("Component: secrets (secretstores.local.file/v1)"),
                        address -> assertThat(address).isEqualTo("Address:   " + folder.resolve("none.json")),
                        cause -> assertThat(cause).startsWith("Cause:     ").contains("does not exist"));
        assertThat(analysis.getAction()).contains("inlay.components.secrets");
    }

    @Test
    void aPortThatIsTakenIsNamedWithThePropertiesThatChooseAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            FailureAnalysis analysis = failure(
                    new AddressUnavailableFailureAnalyzer(),
                    "inlay.api.enabled=true",
                    "inlay.api.metrics-port=0",
                    "inlay.api.grpc-port=0",
                    "inlay.api.http-port=" + taken.getLocalPort());

            assertThat(analysis.getDescription())
                    .startsWith("Port:    the HTTP API\nAddress: 127.0.0.1:" + taken.getLocalPort() + "\nCause:   ")
                    .endsWith("Address already in use");
            assertThat(analysis.getAction()).contains("inlay.api.http-port");
        }
    }

    private FailureAnalysis failure(FailureAnalyzer analyzer, String... properties) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(InlayAutoConfiguration.class, InlayApiAutoConfiguration.class))
                .withPropertyValues("HOME=" + folder)
                .withPropertyValues("spring.application.name=wrong")
                .withPropertyValues(properties)
                .run(context -> analysis[0] = analyzer.analyze(context.getStartupFailure()));
        return Objects.requireNonNull(analysis[0], "the failure is one for this analyzer");
    }
}
