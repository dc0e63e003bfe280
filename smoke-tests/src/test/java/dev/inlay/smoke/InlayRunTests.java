package dev.inlay.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, run on the repository's own template; only the port is another one. */
class InlayRunTests {

    private static final String OF_ORDERS = "== APP - order-service == ";
    private static final String OF_CLIENT = "== APP - client-service == ";

    private static final Duration BUILD = Duration.ofMinutes(15);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path home;

    private final int port = OrderApi.freePort();
    private Path project = Path.of("");

    @SuppressWarnings("NullAway.Init") // every test starts it
    private Program inlay;

    @BeforeAll
    static void letTheLauncherBuildWhatIsMissing(@TempDir Path home) {
        try (Program version = launcher("--version").start(home)) {
            assertThat(version.awaitExit(BUILD)).as(version::output).isZero();
        }
    }

    @BeforeEach
    void copyTheProject() throws IOException {
        project = Files.createDirectory(home.resolve("project"));
        link("order-service/target/order-service.jar", Packaged.orderService());
        link("client-service/target/client-service.jar", Packaged.clientService());
        String template = Files.readString(Packaged.template());
        assertThat(template).contains("appPort: 3000");
        Files.writeString(project.resolve("inlay.yaml"), template.replace("appPort: 3000", "appPort: " + port));
    }

    @AfterEach
    void stop() {
        inlay.close();
    }

    @Test
    void theLauncherRunsBothServicesUntilCtrlC() throws IOException {
        inlay = launcher("run", "-f", project).start(home);
        inlay.awaitLine(Orders.PERSISTED);
        inlay.awaitLine("Order 1 was accepted");
        List<ProcessHandle> services = inlay.descendants(ProcessHandle::isAlive);

        assertThat(inlay.lines())
                .anyMatch(line -> line.startsWith(OF_ORDERS) && line.contains(Orders.ARRIVED + 1))
                .anyMatch(line -> line.startsWith(OF_CLIENT) && line.contains("Order 1 was accepted"));
        assertThat(logOf("order-service")).contains(Orders.PERSISTED + 1).doesNotContain("== APP");
        assertThat(logOf("client-service")).contains("Order 1 was accepted");

        inlay.pressCtrlC();

        assertThat(inlay.awaitExit()).isZero();
        assertThat(inlay.said("Stopped app \"order-service\".")).hasSize(1);
        assertThat(inlay.said("Stopped app \"client-service\".")).hasSize(1);
        assertThat(services).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void theLauncherBuildsNothingWhenNothingHasChanged() {
        inlay = launcher("--version").start(home);

        assertThat(inlay.awaitExit()).isZero();
        assertThat(inlay.output()).doesNotContain("Building").contains("CLI version");
    }

    @Test
    void anOldJavaOnThePathDoesNotMatterWhereJavaHomeIsAJdk() throws IOException {
        Path old = Files.createDirectories(home.resolve("old/bin")).resolve("java");
        Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"11.0.1\"' >&2\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();

        inlay = launcher("run", "--app-id", "asking", "--", "java", "-version")
                .with("PATH", old.getParent() + ":" + System.getenv("PATH"))
                .with("JAVA_HOME", System.getProperty("java.home"))
                .start(home);

        assertThat(inlay.awaitExit()).isZero();
        assertThat(inlay.output()).contains(System.getProperty("java.version")).doesNotContain("11.0.1");
    }

    @Test
    void oneServicesEndIsReportedAndTheOtherGoesOn() {
        inlay = Program.jar(Packaged.commandLine(), "run", "-f", project.toString())
                .start(home);
        inlay.awaitLine(Orders.PERSISTED);
        long client = processOf("client-service");

        Program.send("KILL", ProcessHandle.of(client).stream());

        inlay.awaitLine("App \"client-service\" exited with error code: 137");
        assertThat(new OrderApi(port).place("1000").statusCode()).isEqualTo(200);
        inlay.awaitLine(Orders.PERSISTED + 1000);
        inlay.send("TERM");
        assertThat(inlay.awaitExit()).isZero();
        assertThat(inlay.said("Stopped app \"order-service\".")).hasSize(1);
    }

    @Test
    void oneServiceRunsFromFlagsAndIsToldItsPorts() {
        String[] arguments = {
            "run",
            "--app-id",
            "order-service",
            "--app-port",
            Integer.toString(port),
            "--dapr-http-port",
            "3555",
            "--dapr-grpc-port",
            "50055",
            "--",
            "java",
            "-jar",
            Packaged.orderService().toString()
        };
        inlay = Program.jar(Packaged.commandLine(), arguments).start(home);
        inlay.awaitLine("Serving calls of app id 'order-service'");

        assertThat(new OrderApi(port).get("/ports").body())
                .isEqualTo("{\"DAPR_HTTP_PORT\":\"3555\",\"DAPR_GRPC_PORT\":\"50055\"}");
        assertThat(inlay.output()).doesNotContain("== APP");
    }

    private static Program.Builder launcher(Object... arguments) {
        // The build that it may have to make finds its tools where they are.
        String tools =
                Objects.requireNonNullElse(System.getenv("MAVEN_USER_HOME"), System.getProperty("user.home") + "/.m2");
        return Program.command(Stream.concat(Stream.of(Packaged.launcher()), Stream.of(arguments))
                        .map(Object::toString)
                        .toList())
                .with("MAVEN_USER_HOME", tools);
    }

    private long processOf(String appId) {
        String started = "Started app \"" + appId + "\" with process id ";
        return Long.parseLong(
                inlay.said(started).get(0).substring(started.length()).replaceAll("\\D.*", ""));
    }

    private String logOf(String appId) throws IOException {
        try (Stream<Path> logs = Files.list(project.resolve(appId).resolve(".dapr/logs"))) {
            List<Path> files = logs.toList();
            assertThat(files).hasSize(1);
            return Files.readString(files.get(0));
        }
    }

    private void link(String path, Path target) throws IOException {
        Path link = project.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target);
    }
}
