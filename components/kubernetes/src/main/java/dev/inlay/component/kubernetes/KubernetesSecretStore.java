package dev.inlay.component.kubernetes;

import dev.inlay.component.InvalidComponentException;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.secret.SecretStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Secrets of the cluster. The namespace is that of the request's metadata, else the store's {@code defaultNamespace}, else
 * the application's. What may be read is a matter of the pod's service account.
 */
final class KubernetesSecretStore implements SecretStore {

    private final Supplier<ClusterAccess> access;
    private final Function<ClusterAccess, ApiServer> connect;
    private final String defaultNamespace;
    private volatile @Nullable ApiServer server;

    /**
     * @param access finds out how the cluster is reached; throws {@link InvalidComponentException} outside one
     * @param defaultNamespace where to look if a request names no namespace; empty if there is none
     */
    KubernetesSecretStore(
            Supplier<ClusterAccess> access, Function<ClusterAccess, ApiServer> connect, String defaultNamespace) {
        this.access = access;
        this.connect = connect;
        this.defaultNamespace = defaultNamespace;
    }

    @Override
    public Mono<Void> init() {
        return Mono.fromCallable(() -> {
                    ClusterAccess found = access.get();
                    found.check();
                    ApiServer made = connect.apply(found);
                    server = made;
                    return made;
                })
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(ApiServer::prepare);
    }

    @Override
    public Mono<Map<String, String>> get(String name, Map<String, String> metadata) {
        return Mono.defer(() -> server().get(path(metadata) + "/" + Names.checked("secret", name)))
                .map(KubernetesSecretStore::entries);
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(Map<String, String> metadata) {
        return Mono.defer(() -> server().get(path(metadata))).map(list -> {
            Map<String, Map<String, String>> secrets = new HashMap<>();
            if (list.get("items") instanceof List<?> items) {
                items.forEach(item -> addTo(secrets, item));
            }
            return secrets;
        });
    }

    private static void addTo(Map<String, Map<String, String>> secrets, @Nullable Object item) {
        if (item instanceof Map<?, ?> secret
                && secret.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("name") instanceof String name) {
            secrets.put(name, entries(secret));
        }
    }

    private static Map<String, String> entries(Map<?, ?> secret) {
        Map<String, String> entries = new HashMap<>();
        if (secret.get("data") instanceof Map<?, ?> data) {
            data.forEach((key, value) -> entries.put(
                    String.valueOf(key),
                    new String(Base64.getDecoder().decode(String.valueOf(value)), StandardCharsets.UTF_8)));
        }
        return entries;
    }

    private String path(Map<String, String> metadata) {
        String asked = metadata.getOrDefault("namespace", "");
        String namespace = asked.isEmpty() ? defaultNamespace : asked;
        if (namespace.isEmpty()) {
            throw new InlayException(
                    ErrorCode.BAD_REQUEST,
                    "namespace is missing on metadata and NAMESPACE env variable (expected: metadata.namespace in the"
                            + " request, defaultNamespace in the store, or the variable)");
        }
        return "/api/v1/namespaces/" + Names.checked("namespace", namespace) + "/secrets";
    }

    private ApiServer server() {
        return Objects.requireNonNull(server, "the store has been initialised");
    }

    @Override
    public Mono<Void> close() {
        ApiServer open = server;
        server = null;
        return open == null ? Mono.empty() : open.close();
    }
}
