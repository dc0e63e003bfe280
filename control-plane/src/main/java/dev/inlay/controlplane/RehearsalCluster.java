package dev.inlay.controlplane;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** As much of an API server as a start of sentry needs: it keeps objects by their paths. */
final class RehearsalCluster implements AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final String BUNDLE = "{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"metadata\":{\"name\":"
            + "\"dapr-trust-bundle\",\"namespace\":\"default\",\"resourceVersion\":\"1\"}}";

    private final Map<String, String> objects = new ConcurrentHashMap<>(Map.of(
            "api/v1/namespaces/default/secrets/dapr-trust-bundle", BUNDLE.formatted("Secret"),
            "api/v1/namespaces/default/configmaps/dapr-trust-bundle", BUNDLE.formatted("ConfigMap"),
            "apis/dapr.io/v1alpha1/namespaces/default/configurations/daprsystem",
                    "{\"apiVersion\":\"dapr.io/v1alpha1\",\"kind\":\"Configuration\",\"metadata\":{\"name\":\"daprsystem\"},"
                            + "\"spec\":{}}"));
    private final DisposableServer server = HttpServer.create()
            .bindAddress(() -> new InetSocketAddress("127.0.0.1", 0))
            .handle(this::answer)
            .bindNow();

    /** A kubeconfig for it. */
    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: rehearsal, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: rehearsal, context: {cluster: rehearsal, user: rehearsal}}]
                users: [{name: rehearsal, user: {}}]
                current-context: rehearsal
                """.formatted(server.port());
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String path = request.path();
        Mono<String> body = request.receive().aggregate().asString(StandardCharsets.UTF_8);
        return switch (request.method().name()) {
            case "PUT" -> json(response, body.doOnNext(object -> objects.put(path, object)));
            case "POST" -> json(response, body);
            default ->
                objects.containsKey(path)
                        ? json(response, Mono.just(objects.getOrDefault(path, "")))
                        : response.status(NOT_FOUND)
                                .sendString(Mono.just("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":404}"));
        };
    }

    private static Publisher<Void> json(HttpServerResponse response, Mono<String> object) {
        return response.header("Content-Type", "application/json").sendString(object);
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
