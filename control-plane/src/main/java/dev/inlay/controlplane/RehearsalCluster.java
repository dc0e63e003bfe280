package dev.inlay.controlplane;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * As much of an API server as a start of the roles needs: it keeps objects by their paths, lists are empty if nothing else is
 * put at theirs, nothing ever changes, and all tokens are of one service account.
 */
final class RehearsalCluster implements AutoCloseable {

    private static final int NOT_FOUND = 404;

    /** Of a kind, as {@code api/v1/namespaces/default/pods}. */
    private static final Pattern COLLECTION =
            Pattern.compile("(api/v1|apis/[^/]+/[^/]+)(/namespaces/[^/]+)?/(?!namespaces/)[a-z]+");

    private static final String LIST =
            "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}";
    private static final String NAMED =
            "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\","
                    + "\"resourceVersion\":\"1\"}}";
    private static final String REVIEWED =
            "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"spec\":{},\"status\":{"
                    + "\"authenticated\":true,\"user\":{\"username\":\"system:serviceaccount:default:rehearsal\"}}}";

    private final Map<String, String> objects = new ConcurrentHashMap<>(Map.of(
            "api/v1/namespaces/default/secrets/dapr-trust-bundle",
            NAMED.formatted("v1", "Secret", "dapr-trust-bundle"),
            "api/v1/namespaces/default/configmaps/dapr-trust-bundle",
            NAMED.formatted("v1", "ConfigMap", "dapr-trust-bundle"),
            "apis/apiextensions.k8s.io/v1/customresourcedefinitions/subscriptions.dapr.io",
            NAMED.formatted("apiextensions.k8s.io/v1", "CustomResourceDefinition", "subscriptions.dapr.io"),
            "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/dapr-sidecar-injector",
            NAMED.formatted(
                    "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "dapr-sidecar-injector")));
    private final DisposableServer server = HttpServer.create()
            .bindAddress(() -> new InetSocketAddress("127.0.0.1", 0))
            .handle(this::answer)
            .bindNow();

    /** The Configuration of a control plane whose sentry is at an address. */
    static String configuration(String sentryAddress) {
        return "{\"apiVersion\":\"dapr.io/v1alpha1\",\"kind\":\"Configuration\",\"metadata\":{\"name\":\"daprsystem\"},"
                + "\"spec\":{\"mtls\":{\"sentryAddress\":\"" + sentryAddress + "\"}}}";
    }

    /** Puts an object at a path, or a list at that of its kind. */
    void put(String path, String object) {
        objects.put(path, object);
    }

    /** Makes a pod with an annotation, and returns its token. */
    String pod(String name, String annotation, String value) {
        put(
                "api/v1/namespaces/default/pods/" + name,
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"default\",\"annotations\":{\"" + annotation + "\":\"" + value + "\"}},"
                        + "\"spec\":{\"serviceAccountName\":\"rehearsal\",\"containers\":[]}}");
        return "{\"kubernetes.io\":{\"pod\":{\"name\":\"" + name + "\"}}}";
    }

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
            case "POST" -> json(response, path.endsWith("/tokenreviews") ? body.thenReturn(REVIEWED) : body);
            case "GET" -> get(request, response);
            default -> json(response, body.thenReturn(objects.getOrDefault(path, "{}")));
        };
    }

    private Publisher<Void> get(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().contains("watch=true")) {
            return response.header("Content-Type", "application/json")
                    .sendHeaders()
                    .then(Mono.never());
        }
        String object = objects.get(request.path());
        if (object == null && !COLLECTION.matcher(request.path()).matches()) {
            return response.status(NOT_FOUND)
                    .sendString(Mono.just("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":404}"));
        }
        return json(response, Mono.just(object == null ? LIST : object));
    }

    private static Publisher<Void> json(HttpServerResponse response, Mono<String> object) {
        return response.header("Content-Type", "application/json").sendString(object);
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
