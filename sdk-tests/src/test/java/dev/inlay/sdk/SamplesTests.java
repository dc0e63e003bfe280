package dev.inlay.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.testkit.daprd.Daprd;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The applications of Dapr's walk-through run as they are, beside our sidecar program. Their folder is the one that
 * environment variable {@code SAMPLES_DIR} names; without it these tests are skipped, and say so.
 */
class SamplesTests {

    private static final String PERSISTED = "Successfully persisted state";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before every test
    private Neighbourhood neighbourhood;

    @BeforeEach
    void open() throws IOException {
        String samples = System.getenv("SAMPLES_DIR");
        Toolchain.need(
                samples != null && Files.isDirectory(Path.of(samples, "hello-kubernetes")),
                "skipped: set SAMPLES_DIR to a folder with Dapr's samples hello-kubernetes and hello-world");
        Toolchain.assumeNode();
        Toolchain.assumePython();
        neighbourhood = new Neighbourhood(folder);
    }

    @AfterEach
    void close() throws Exception {
        if (neighbourhood != null) {
            neighbourhood.close();
        }
    }

    private static Path copy(String sample) throws IOException {
        return Toolchain.copy(
                Path.of(System.getenv("SAMPLES_DIR")).resolve(sample), Toolchain.target("samples/" + sample));
    }

    /** An application and the sidecar beside it. */
    private record Pair(Daprd sidecar, Script application) {}

    private Pair node(String sample) throws IOException {
        int port = EmbeddedRedis.freePort();
        Daprd sidecar = neighbourhood.start(neighbourhood.sidecar("nodeapp").appPort(port));
        Path node = Toolchain.nodePackages(copy(sample + "/node"));
        return new Pair(sidecar, startBeside(sidecar, node, port, List.of("node", "app.js")));
    }

    private Pair python(String sample) throws IOException {
        Daprd sidecar = neighbourhood.start(neighbourhood.sidecar("pythonapp"));
        Path python = copy(sample + "/python");
        return new Pair(sidecar, startBeside(sidecar, python, 0, List.of(Toolchain.python(), "app.py")));
    }

    private Script startBeside(Daprd sidecar, Path folder, int port, List<String> command) throws IOException {
        Map<String, Object> environment = Map.of(
                "APP_PORT",
                port,
                "DAPR_HTTP_PORT",
                sidecar.httpPort(),
                "DAPR_GRPC_PORT",
                sidecar.grpcPort(),
                "DAPR_HTTP_ENDPOINT",
                "http://localhost:" + sidecar.httpPort(),
                "DAPR_GRPC_ENDPOINT",
                "http://localhost:" + sidecar.grpcPort());
        return neighbourhood.keep(Script.start(folder, neighbourhood.folder("sample"), environment, command));
    }

    private static String invoke(Daprd sidecar, String verb, String method, String body) {
        HttpResponse<byte[]> answer =
                sidecar.send(verb, "/v1.0/invoke/nodeapp/method/" + method, body, "content-type", "application/json");
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(text).isEqualTo(200);
        return text;
    }

    /** What Redis holds for the order, in the layout that Dapr's own Redis store has. */
    private Map<String, String> storedOrder() {
        assertThat(neighbourhood.redis().commands().keys("*")).containsExactly("nodeapp||order");
        return neighbourhood.redis().commands().hgetall("nodeapp||order");
    }

    private static void awaitApplication(Pair pair) {
        pair.application().awaitLine("Node App listening");
        await().atMost(LIMIT)
                .until(() -> pair.sidecar()
                                .send("GET", "/v1.0/invoke/nodeapp/method/order", "")
                                .statusCode()
                        != 500);
    }

    private static void awaitOrders(Pair node, Pair python, int count) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(node.application().linesWith(PERSISTED))
                .as(() -> node.application().output() + python.application().output())
                .hasSizeGreaterThanOrEqualTo(count));
    }

    @Test
    void hello_kubernetes_keeps_orders_and_finds_the_last_one_after_a_restart() throws Exception {
        Pair node = node("hello-kubernetes");
        awaitApplication(node);
        Pair python = python("hello-kubernetes");
        awaitOrders(node, python, 3);
        python.application().close();
        assertThat(node.application().lines()).contains("Got a new order! Order ID: 1", PERSISTED + " for Order ID: 1");
        assertThat(invoke(node.sidecar(), "GET", "ports", ""))
                .contains("http://localhost:" + node.sidecar().httpPort());

        String last = invoke(python.sidecar(), "GET", "order", "");
        assertThat(last).matches("\\{\"orderId\":\\d+}");
        assertThat(storedOrder()).containsEntry("data", last).containsKey("version");

        node.application().close();
        node.sidecar().close();
        Pair again = node("hello-kubernetes");
        awaitApplication(again);
        assertThat(invoke(again.sidecar(), "GET", "order", "")).isEqualTo(last);
        assertThat(storedOrder()).containsEntry("data", last);
    }

    @Test
    void hello_world_answers_the_calls_of_its_walk_through() throws Exception {
        Pair node = node("hello-world");
        awaitApplication(node);
        String sample = Files.readString(copy("hello-world/node").resolve("sample.json"));
        invoke(node.sidecar(), "POST", "neworder", sample);
        assertThat(invoke(node.sidecar(), "GET", "order", "")).isEqualTo("{\"orderId\":\"42\"}");
        assertThat(storedOrder()).containsEntry("data", "{\"orderId\":\"42\"}").containsEntry("version", "1");

        Pair python = python("hello-world");
        awaitOrders(node, python, 3);
        python.application().close();
        assertThat(node.application().lines())
                .contains("Got a new order! Order ID: 42", "Got a new order! Order ID: 1", PERSISTED + ".");
        assertThat(python.application().output()).doesNotContain("HTTP ");
    }
}
