package dev.inlay.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls over HTTP: of addresses, and of ports within pods. */
final class Http {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private Http() {}

    static HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    static HttpResponse<String> post(String url, String json) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** A GET of a port within a pod. */
    static HttpResponse<String> get(Cluster cluster, Pod pod, int port, String path) {
        try (LocalPortForward forward = cluster.forward(pod, port)) {
            return get("http://127.0.0.1:" + forward.getLocalPort() + path);
        } catch (IOException e) {
            throw new IllegalStateException("the way to " + pod.getMetadata().getName() + " cannot be closed", e);
        }
    }

    /** A POST of JSON to a port within a pod. */
    static HttpResponse<String> post(Cluster cluster, Pod pod, int port, String path, String json) {
        try (LocalPortForward forward = cluster.forward(pod, port)) {
            return post("http://127.0.0.1:" + forward.getLocalPort() + path, json);
        } catch (IOException e) {
            throw new IllegalStateException("the way to " + pod.getMetadata().getName() + " cannot be closed", e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
