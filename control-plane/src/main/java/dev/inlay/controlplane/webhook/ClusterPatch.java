package dev.inlay.controlplane.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Replaces fields of an object of the cluster by JSON Patch, without reading the object first as the client's own way does:
 * whoever may patch need not be allowed to get.
 */
public final class ClusterPatch {

    private final Map<String, String> fields = new LinkedHashMap<>();

    /** Replaces a field by a text that needs no escaping, as base64 or a name. */
    public ClusterPatch replace(String path, String value) {
        fields.put(path, value);
        return this;
    }

    /**
     * Does it. Blocks.
     *
     * @param object the object's path at the API server, as {@code apis/group/version/plural/name}
     * @throws IllegalStateException if the API server does not take it; the message says why
     */
    public void apply(KubernetesClient client, String object) {
        HttpClient http = client.getHttpClient();
        String base = client.getMasterUrl().toString();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(base + (base.endsWith("/") ? "" : "/") + object)
                .method("PATCH", "application/json-patch+json", json())
                .build();
        HttpResponse<String> response;
        try {
            response = http.sendAsync(request, String.class).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(object + " cannot be patched: " + e.getCause(), e);
        }
        if (!response.isSuccessful()) {
            throw new IllegalStateException(
                    object + " cannot be patched: the API server answers " + response.code() + " " + response.body());
        }
    }

    private String json() {
        return fields.entrySet().stream()
                .map(field -> "{\"op\":\"replace\",\"path\":\"" + field.getKey() + "\",\"value\":\"" + field.getValue()
                        + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
