package dev.inlay.component;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads resources as Dapr's operator sends them: each the JSON of the object in the cluster. Kind and version may be missing
 * in it. Secrets that the operator has looked up stand beside their references, in base64. What the cluster notes about an
 * object is left out, so two readings are equal if the manifests are. Thread-safe.
 */
public final class ClusterResources {

    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

    private final AppIdentity app;

    /** @param app whose scopes and namespace decide which resources count */
    public ClusterResources(AppIdentity app) {
        this.app = app;
    }

    /**
     * One object.
     *
     * @param resource its manifest; null if it is meant for other applications
     */
    public record Read(String name, @Nullable Resource resource) {}

    /**
     * Reads an object.
     *
     * @param kind as {@code Component}
     * @param apiVersion as {@code dapr.io/v1alpha1}; counts if the object names none
     * @throws InvalidManifestException if it is none of this kind
     */
    public Read read(String kind, String apiVersion, byte[] json) {
        List<Fault> faults = new ArrayList<>();
        String location = "a " + kind + " of the cluster";
        Map<String, Object> object = parse(json);
        if (object == null) {
            faults.add(new Fault(ResourceSource.of(location), "", "cannot be read (expected: the JSON of one object)"));
            throw new InvalidManifestException(faults);
        }
        ResourceSource source = new ResourceSource(kind + " '" + nameOf(object) + "' of the cluster", 1);
        Map<String, Object> body = ManifestBody.of(source, manifestOf(object, kind, apiVersion), faults);
        Resource resource = body == null ? null : ResourceLoader.envelope(withSecrets(body), source, faults);
        if (resource == null) {
            throw new InvalidManifestException(faults);
        }
        return new Read(resource.name(), resource.isFor(app) ? resource : null);
    }

    /** Null if it is none; what the parser says may quote a secret. */
    private static @Nullable Map<String, Object> parse(byte[] json) {
        try {
            return JsonCodec.standard().decode(json, OBJECT.type());
        } catch (CodecException notJson) {
            return null;
        }
    }

    private static String nameOf(Map<?, ?> object) {
        return object.get("metadata") instanceof Map<?, ?> metadata ? ScalarText.of(metadata.get("name")) : "";
    }

    private static Map<String, Object> manifestOf(Map<?, ?> object, String kind, String apiVersion) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", apiVersion);
        manifest.put("kind", kind);
        object.forEach((key, value) -> {
            if (value != null && !"status".equals(key)) {
                manifest.put(String.valueOf(key), value);
            }
        });
        if (object.get("metadata") instanceof Map<?, ?> metadata) {
            Map<String, Object> own = new LinkedHashMap<>();
            for (String field : List.of("name", "namespace")) {
                Object value = metadata.get(field);
                if (value != null) {
                    own.put(field, value);
                }
            }
            manifest.put("metadata", own);
        }
        return manifest;
    }

    /** Configurations have plain values beside their references; only what is meant for Kubernetes' store is looked up. */
    private static Map<String, Object> withSecrets(Map<String, Object> body) {
        String store = body.get("auth") instanceof Map<?, ?> auth ? ScalarText.of(auth.get("secretStore")) : "";
        boolean isLookedUp = store.isEmpty() || store.equals(ComponentPlan.DEFAULT_SECRET_STORE);
        return isLookedUp && !"Configuration".equals(body.get("kind")) ? decodeIn(body) : body;
    }

    private static Map<String, Object> decodeIn(Map<?, ?> part) {
        Map<String, Object> decoded = new LinkedHashMap<>();
        part.forEach((key, value) -> decoded.put(String.valueOf(key), decode(value)));
        if (part.get("value") instanceof String text && !text.isEmpty() && namesSecret(part.get("secretKeyRef"))) {
            byte[] secret = fromBase64(text);
            if (secret != null) {
                decoded.put("value", new SecretValue(new String(secret, StandardCharsets.UTF_8)));
                decoded.remove("secretKeyRef");
            }
        }
        return decoded;
    }

    private static Object decode(Object value) {
        if (value instanceof Map<?, ?> part) {
            return decodeIn(part);
        }
        return value instanceof List<?> list
                ? list.stream().map(ClusterResources::decode).toList()
                : value;
    }

    private static boolean namesSecret(@Nullable Object reference) {
        return reference instanceof Map<?, ?> fields
                && !ScalarText.of(fields.get("name")).isEmpty();
    }

    private static byte @Nullable [] fromBase64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notLookedUp) {
            return null;
        }
    }
}
