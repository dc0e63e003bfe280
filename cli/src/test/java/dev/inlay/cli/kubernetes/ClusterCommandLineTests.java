package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.cli.CommandLineCase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file in {@code kubernetes-command-lines} is a case; its part {@code cluster} holds what has been made on the cluster
 * more than an hour before the command line is given.
 */
@EnableKubernetesMockClient(crud = true, https = false)
class ClusterCommandLineTests {

    private static final String FOLDER = "kubernetes-command-lines";

    private static final Clock AN_HOUR_LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(90));

    private @Nullable KubernetesClient client;
    private @Nullable KubernetesMockServer server;

    @TempDir
    Path directory;

    static Stream<String> cases() {
        return CommandLineCase.names(FOLDER);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCommandLineGivesItsExitCodeAndOutput(String name) throws IOException {
        CommandLineCase aCase = CommandLineCase.read(FOLDER, name, text -> text);
        MockCluster.create(Objects.requireNonNull(client), aCase.optional("cluster"));
        MockCluster.selectServices(Objects.requireNonNull(server), client);

        CommandLineCase.Result result = aCase.run(AN_HOUR_LATER, environment(), directory.toRealPath());

        assertThat(result.output().replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d.\\d\\d", "YYYY-MM-DD HH:MM.SS"))
                .isEqualTo(aCase.expected().output());
        assertThat(result.exitCode()).isEqualTo(aCase.expected().exitCode());
    }

    @Test
    void theLogIsThatOfTheSidecarOfTheApplication() throws IOException {
        MockCluster.create(
                Objects.requireNonNull(client),
                CommandLineCase.read(FOLDER, "list.txt", text -> text).optional("cluster"));
        for (String query : new String[] {"pretty=false&container=daprd", "container=daprd&pretty=false"}) {
            Objects.requireNonNull(server)
                    .expect()
                    .get()
                    .withPath("/api/v1/namespaces/shops/pods/shop-1/log?" + query)
                    .andReturn(200, "dapr initialized\n")
                    .always();
        }

        assertThat(CommandLineCase.run(environment(), directory, "logs", "-k", "-a", "shop", "-n", "shops"))
                .isEqualTo(new CommandLineCase.Result(0, "dapr initialized\n✅  Fetched logs" + System.lineSeparator()));
    }

    @Test
    void whoIsNotKnownToTheClusterIsToldToLogIn() throws IOException {
        refuse(401, "Unauthorized");

        assertThat(status()).satisfies(result -> {
            assertThat(result.exitCode()).isOne();
            assertThat(result.output()).contains("The cluster does not know you", "Log in to it again.");
        });
    }

    @Test
    void whoMayNotIsToldWhatAndWhomToAsk() throws IOException {
        refuse(403, "pods is forbidden");

        assertThat(status()).satisfies(result -> {
            assertThat(result.exitCode()).isOne();
            assertThat(result.output()).contains("Forbidden", "pods is forbidden", "Ask the administrator");
        });
    }

    @Test
    void aClusterThatDoesNotAnswerIsSaidToBeUnreachable() throws IOException {
        Map<String, String> environment = environment();
        Objects.requireNonNull(server).shutdown();

        assertThat(CommandLineCase.run(environment, directory, "status", "-k")).satisfies(result -> {
            assertThat(result.exitCode()).isOne();
            assertThat(result.output()).contains("The cluster cannot be reached", "Is it running");
        });
    }

    private void refuse(int code, String message) {
        Objects.requireNonNull(server)
                .expect()
                .get()
                .withPath(MockCluster.SERVICES)
                .andReturn(code, "{\"kind\":\"Status\",\"message\":\"" + message + "\",\"code\":" + code + "}")
                .once();
    }

    private CommandLineCase.Result status() throws IOException {
        return CommandLineCase.run(environment(), directory, "status", "-k");
    }

    private Map<String, String> environment() throws IOException {
        return MockCluster.environment(Objects.requireNonNull(server), directory);
    }
}
