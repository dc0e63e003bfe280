package dev.inlay.controlplane.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inlay.controlplane.program.TolerantJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of Kubernetes' secrets into resources that refer to them, so that instances need not read secrets. The
 * values are base64 text, which instances decode; those of a Configuration are the text itself. A key that a secret lacks
 * is left as a reference. Thread-safe.
 */
final class SecretValues {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REFERENCE = "secretKeyRef";

    private final SecretReader secrets;

    /** Reads secrets. */
    interface SecretReader {
        /** A secret; null if there is none. Blocks. */
        @Nullable Secret read(String namespace, String name);
    }

    SecretValues(SecretReader secrets) {
        this.secrets = secrets;
    }

    /**
     * A resource as JSON with the values in it. Blocks.
     *
     * @throws SecretUnavailableException if a secret is not there
     */
    ObjectNode resolve(ResourceKind kind, GenericKubernetesResource resource) {
        ObjectNode json = plain(resource);
        String namespace = resource.getMetadata().getNamespace();
        switch (kind) {
            case COMPONENT -> {
                if (isKubernetes(json.at("/auth/secretStore"))) {
                    all(json.at("/spec/metadata"), namespace);
                }
            }
            case HTTP_ENDPOINT -> {
                if (isKubernetes(json.at("/auth/secretStore"))) {
                    all(json.at("/spec/headers"), namespace);
                    for (String item : List.of("certificate", "privateKey", "rootCA")) {
                        one(json.at("/spec/clientTLS/" + item), namespace);
                    }
                }
            }
            case MCP_SERVER -> mcp(json, namespace);
            case CONFIGURATION -> json.at("/spec/tracing/otel/headers").forEach(header -> plain(header, namespace));
            default -> {
                // The others refer to no secrets.
            }
        }
        return json;
    }

    /** A resource as JSON, as it is. */
    static ObjectNode plain(GenericKubernetesResource resource) {
        ObjectNode json = JSON.valueToTree(resource);
        if (json.get("metadata") instanceof ObjectNode metadata) {
            // Bookkeeping of the API server, often larger than the resource.
            metadata.remove("managedFields");
            if (TolerantJson.isStandIn(metadata.path("resourceVersion").asText())) {
                metadata.remove("resourceVersion");
            }
            if (!metadata.has("creationTimestamp")) {
                // Go writes the field always.
                metadata.putNull("creationTimestamp");
            }
        }
        return json;
    }

    private void mcp(ObjectNode json, String namespace) {
        for (String transport : List.of("streamableHTTP", "sse")) {
            if (isKubernetes(json.at("/spec/endpoint/" + transport + "/auth/secretStore"))) {
                all(json.at("/spec/endpoint/" + transport + "/headers"), namespace);
            }
        }
        all(json.at("/spec/endpoint/stdio/env"), namespace);
    }

    private void all(JsonNode items, String namespace) {
        items.forEach(item -> one(item, namespace));
    }

    private void one(JsonNode item, String namespace) {
        String name = item.at("/" + REFERENCE + "/name").asText();
        if (name.isEmpty() || !(item instanceof ObjectNode object)) {
            return;
        }
        String key = item.at("/" + REFERENCE + "/key").asText();
        String value = data(namespace, name).get(key.isEmpty() ? name : key);
        if (value != null) {
            object.put("value", value);
        }
    }

    private void plain(JsonNode item, String namespace) {
        String name = item.at("/" + REFERENCE + "/name").asText();
        if (name.isEmpty() || !(item instanceof ObjectNode object)) {
            return;
        }
        String key = item.at("/" + REFERENCE + "/key").asText();
        if (key.isEmpty()) {
            throw new SecretUnavailableException("header '" + item.path("name").asText() + "' refers to secret '" + name
                    + "' without a key (expected: secretKeyRef with name and key)");
        }
        String value = data(namespace, name).get(key);
        if (value != null) {
            object.put("value", new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
        }
    }

    private Map<String, String> data(String namespace, String name) {
        Secret secret = secrets.read(namespace, name);
        if (secret == null) {
            throw new SecretUnavailableException("secrets \"" + name
                    + "\" not found (expected: a secret of that name in" + " namespace '" + namespace + "')");
        }
        return secret.getData() == null ? Map.of() : secret.getData();
    }

    private static boolean isKubernetes(JsonNode store) {
        return store.asText().isEmpty() || store.asText().equals("kubernetes");
    }

    /** A secret that a resource needs cannot be had. The text holds no secret. */
    static final class SecretUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SecretUnavailableException(String message) {
            super(message);
        }
    }
}
