package dev.inlay.controlplane.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
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
            "metadata":{"name":"one","namespace":"lab","uid":"1","resourceVersion":"1"}}}""";

    @TempDir
    Path folder;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile String listed = "null";
    private volatile String listedAfterWatch = "null";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            if (query != null && query.contains("watch=true")) {
                answer(exchange, Objects.requireNonNullElse(events.poll(), ""));
                listed = listedAfterWatch;
            } else {
                answer(exchange, "{\"kind\":\"ConfigMapList\",\"items\":" + listed + "}");
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatTheFirstWatchTellsIsNotLost() throws IOException {
        assertThat(toldBy(TOLD_BY_WATCH.formatted("here") + "\n", 1)).containsExactly("one is here");
    }

    @Test
    void anEventNeedsNoNewlineBehindIt() throws IOException {
        assertThat(toldBy(TOLD_BY_WATCH.formatted("}{ \\\" here \\\\"), 1)).containsExactly("one is }{ \" here \\");
    }

    @Test
    void changesOfObjectsWithoutKindAndVersionAreTold() throws IOException {
        String event = """
                {"type":"%s","object":{"metadata":{"name":"one","namespace":"lab"},"data":{"is":"%s"}}}""";

        assertThat(toldBy(
                        event.formatted("ADDED", "here")
                                + event.formatted("MODIFIED", "there")
                                + event.formatted("DELETED", "there"),
                        3))
                .containsExactly("one is here", "one was here and is there", "one was there");
    }

    @Test
    void afterAWatchThatToldNothingEverythingIsListedAgain() throws IOException {
        listedAfterWatch = """
                [{"metadata":{"name":"one","namespace":"lab"},"data":{"is":"here"}}]""";

        assertThat(toldBy("", 1)).containsExactly("one is here");
    }

    /** What an informer tells of, as many as are expected, if the first watch is answered so. */
    private List<String> toldBy(String watch, int count) throws IOException {
        events.add(watch);
        List<String> told = new CopyOnWriteArrayList<>();
        ResourceDefinitionContext configMaps = new ResourceDefinitionContext.Builder()
                .withVersion("v1")
                .withKind("ConfigMap")
                .withPlural("configmaps")
                .withNamespaced(true)
                .build();
        try (KubernetesClient client = KubernetesAccess.client(kubeconfig().toString(), "test");
                SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(configMaps)
                        .inNamespace("lab")
                        .runnableInformer(0)) {
            informer.addEventHandler(new ResourceEventHandler<>() {
                @Override
                public void onAdd(GenericKubernetesResource map) {
                    told.add("one is " + map.get("data", "is"));
                }

                @Override
                public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
                    told.add("one was " + before.get("data", "is") + " and is " + after.get("data", "is"));
                }

                @Override
                public void onDelete(GenericKubernetesResource map, boolean finalStateUnknown) {
                    told.add("one was " + map.get("data", "is"));
                }
            });
            informer.start();
            await().until(() -> told.size() == count);
        }
        return told;
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
