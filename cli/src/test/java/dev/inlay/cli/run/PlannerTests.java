package dev.inlay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTests {

    @TempDir
    Path directory;

    private final Map<String, String> inherited = new HashMap<>();
    private final List<Fault> warnings = new ArrayList<>();

    @BeforeEach
    void layOut() throws IOException {
        inherited.put("PATH", "/usr/bin:/bin");
        inherited.put("HOME", directory.resolve("home").toString());
        Files.createDirectories(directory.resolve("shop"));
    }

    @Test
    void anApplicationIsNamedAfterItsDirectory() throws Exception {
        assertThat(plan("").appId()).isEqualTo("shop");
        assertThat(plan("    appID: orders").appId()).isEqualTo("orders");
    }

    @Test
    void everyApplicationGetsDaprsVariablesAndTheStarters() throws Exception {
        AppPlan plan = plan(
                "    appPort: 3000",
                "    daprHTTPPort: 3500",
                "    daprGRPCPort: 50001",
                "    daprInternalGRPCPort: 50002",
                "    metricsPort: 9090",
                "    logLevel: debug");

        assertThat(plan.environment())
                .containsEntry("APP_ID", "shop")
                .containsEntry("APP_CHANNEL_ADDRESS", "127.0.0.1")
                .containsEntry("APP_PORT", "3000")
                .containsEntry("APP_PROTOCOL", "http")
                .containsEntry("DAPR_HTTP_PORT", "3500")
                .containsEntry("DAPR_GRPC_PORT", "50001")
                .containsEntry("DAPR_METRICS_PORT", "9090")
                .containsEntry("DAPR_HOST_IP", "127.0.0.1")
                .containsEntry("INLAY_APP_ID", "shop")
                .containsEntry("INLAY_INTERNAL_GRPC_PORT", "50002")
                .containsEntry("LOGGING_LEVEL_DEV_INLAY", "debug")
                .hasSize(11);
    }

    @Test
    void portsThatAreNotGivenAreFreeOnesAndNoneForTheApplication() throws Exception {
        Map<String, String> environment =
                plan("    appPort: 0", "    daprHTTPPort: -1").environment();

        assertThat(environment).doesNotContainKeys("APP_PORT", "INLAY_INTERNAL_GRPC_PORT");
        List<String> ports = List.of(
                environment.getOrDefault("DAPR_HTTP_PORT", ""),
                environment.getOrDefault("DAPR_GRPC_PORT", ""),
                environment.getOrDefault("DAPR_METRICS_PORT", ""));
        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> Integer.parseInt(port) > 0);
    }

    @Test
    void theUsersVariablesComeLastAndTheApplicationsOwnWin() throws Exception {
        RunTemplate template = template("""
                version: 1
                common:
                  env: {COLOUR: blue, SIZE: 5, DAPR_HOST_IP: 10.0.0.9}
                apps:
                  - appDirPath: shop
                    command: [sh]
                    env: {COLOUR: red, EMPTY: }
                """);

        assertThat(planner().planAll(template).get(0).environment())
                .containsEntry("COLOUR", "red")
                .containsEntry("SIZE", "5")
                .containsEntry("EMPTY", "")
                .containsEntry("DAPR_HOST_IP", "10.0.0.9");
    }

    @Test
    void aHostAddressOfTheMachineIsLeftAlone() throws Exception {
        inherited.put("DAPR_HOST_IP", "192.0.2.7");
        assertThat(plan("").environment()).doesNotContainKey("DAPR_HOST_IP");
    }

    @Test
    void resourcesAndConfigurationAreLookedForFromNearToFar() throws Exception {
        Path users = directory.resolve("home/.inlay");
        Path shared = directory.resolve("shared");
        Path conventional = directory.resolve("shop/.dapr");
        Path own = directory.resolve("shop/own");

        assertThat(plan("").environment()).doesNotContainKeys("INLAY_RESOURCES_PATHS", "INLAY_CONFIG_PATHS");
        layResources(users, "components");
        assertSources(plan(""), users.resolve("components"), users.resolve("config.yaml"));

        layResources(shared, "resources");
        String common = "common: {resourcesPaths: [shared/resources], configFilePath: shared/config.yaml}";
        assertSources(planWithCommon(common, ""), shared.resolve("resources"), shared.resolve("config.yaml"));

        layResources(conventional, "resources");
        assertSources(
                planWithCommon(common, ""), conventional.resolve("resources"), conventional.resolve("config.yaml"));

        layResources(own, "resources");
        assertSources(
                planWithCommon(common, "    resourcesPaths: [own/resources]", "    configFilePath: own/config.yaml"),
                own.resolve("resources"),
                own.resolve("config.yaml"));
    }

    @Test
    void aRuntimePathReplacesTheUsersHome() throws Exception {
        Path other = directory.resolve("other/.dapr");
        layResources(other, "components");
        assertSources(plan("    runtimePath: other"), other.resolve("components"), other.resolve("config.yaml"));
    }

    @Test
    void severalResourcesPathsAreJoinedByCommas() throws Exception {
        Files.createDirectories(directory.resolve("shop/a"));
        Files.createDirectories(directory.resolve("shop/b"));

        assertThat(plan("    resourcesPaths: [a, b]").environment())
                .containsEntry(
                        "INLAY_RESOURCES_PATHS", directory.resolve("shop/a") + "," + directory.resolve("shop/b"));
    }

    @Test
    void programsAreFoundAsAShellFindsThem() throws Exception {
        Path script = Files.writeString(directory.resolve("shop/start.sh"), "#!/bin/sh\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(planOf("[./start.sh, -v]").command()).containsExactly(script.toString(), "-v");
        assertThat(planOf("[sh]").command().get(0)).endsWith("/bin/sh");
    }

    @Test
    void aTakenPortIsFoundBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> plan("    appPort: " + taken.getLocalPort()))
                    .isInstanceOf(InvalidRunException.class)
                    .hasMessageContaining("inlay.yaml:5  apps[0].appPort: " + taken.getLocalPort()
                            + " is not available, something listens on it (expected: a free port)");
        }
    }

    private void assertSources(AppPlan plan, Path resources, Path configuration) {
        assertThat(plan.environment())
                .containsEntry("INLAY_RESOURCES_PATHS", resources.toString())
                .containsEntry("INLAY_CONFIG_PATHS", configuration.toString());
    }

    private static void layResources(Path home, String resources) throws IOException {
        Files.createDirectories(home.resolve(resources));
        Files.writeString(home.resolve("config.yaml"), "kind: Configuration");
    }

    private AppPlan plan(String... fields) throws Exception {
        return planWithCommon("common:", fields);
    }

    private AppPlan planWithCommon(String common, String... fields) throws Exception {
        String text = "version: 1\n" + common + "\napps:\n  - {appDirPath: shop, command: [sh]}\n";
        if (fields.length > 0) {
            text = "version: 1\n" + common + "\napps:\n  - appDirPath: shop\n" + String.join("\n", fields)
                    + "\n    command: [sh]\n";
        }
        return planner().planAll(template(text)).get(0);
    }

    private AppPlan planOf(String command) throws Exception {
        return planner()
                .planAll(template("version: 1\napps:\n  - appDirPath: shop\n    command: " + command + "\n"))
                .get(0);
    }

    private RunTemplate template(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("inlay.yaml"), text);
        RunTemplate template = TemplateReader.readFile(file, warnings::add);
        assertThat(warnings).isEmpty();
        return template;
    }

    private Planner planner() {
        return new Planner(inherited, new LocalPorts(), () -> "random-id");
    }
}
