package dev.inlay.controlplane.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client before an API server that knows no WebSocket and writes lists without metadata. */
@SuppressWarnings("NullAway.Init")
class KubernetesAccessTests {

    private static final String TOLD_BY_WATCH = """
            {"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","data":{"is":"%s"},\
            "metadata":{"name":"%s","namespace":"lab","uid":"%2$s","resourceVersion":"1"}}}""";

    @TempDir
    Path folder;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            boolean watch = query != null && query.contains("watch=true");
            answer(
                    exchange,
                    watch
                            ? Objects.requireNonNullElse(events.poll(), "")
                            : "{\"kind\":\"ConfigMapList\",\"items\":null}");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatTheFirstWatchTellsIsNotLost() throws IOException {
        assertThat(toldBy(TOLD_BY_WATCH.formatted("here", "one") + "\n", 1)).containsExactly("one is here");
    }

    @Test
    void anEventNeedsNoNewlineBehindIt() throws IOException {
        assertThat(toldBy(TOLD_BY_WATCH.formatted("}{ \\\" here \\\\", "one"), 1))
                .containsExactly("one is }{ \" here \\");
    }

    @Test
    void lettersOutsideAsciiGarbleNeitherTheirOwnEventNorTheNext() throws IOException {
        assertThat(toldBy(
                        TOLD_BY_WATCH.formatted("dort drüben 🙂", "one") + "\n" + TOLD_BY_WATCH.formatted("hier", "two")
                                + "\n",
                        2))
                .containsExactly("one is dort drüben 🙂", "two is hier");
    }

    /** What an informer tells of, as many as are expected, if the first watch is answered so. */
    private List<String> toldBy(String watch, int count) throws IOException {
        events.add(watch);
        List<String> added = new CopyOnWriteArrayList<>();
        try (KubernetesClient client = KubernetesAccess.client(kubeconfig().toString(), "test");
                SharedIndexInformer<ConfigMap> informer =
                        client.configMaps().inNamespace("lab").runnableInformer(0)) {
            informer.addEventHandler(new ResourceEventHandler<>() {
                @Override
                public void onAdd(ConfigMap map) {
                    added.add(
                            map.getMetadata().getName() + " is " + map.getData().get("is"));
                }

                @Override
                public void onUpdate(ConfigMap before, ConfigMap after) {}

                @Override
                public void onDelete(ConfigMap map, boolean finalStateUnknown) {}
            });
            informer.start();
            await().until(() -> added.size() == count);
        }
        return added;
    }

    private Path kubeconfig() throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: me, user: {}}]
                contexts: [{name: it, context: {cluster: here, user: me}}]
                current-context: it
                """.formatted(server.getAddress().getPort()));
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
