package dev.inlay.secret;

import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Reads secrets of the application's secret stores, within the scopes of its Configuration.
 *
 * <p>Fails with an {@link dev.inlay.error.InlayException} whose code says what is wrong: no such store, a secret that the
 * scopes deny, a store that fails. Thread-safe; nothing happens before the returned publisher is subscribed to.
 */
public interface SecretClient {

    /** The entries of a secret: most stores have one, under the secret's own name. */
    default Mono<Map<String, String>> get(String store, String name) {
        return get(store, name, Map.of());
    }

    /**
     * The entries of a secret.
     *
     * @param metadata passed to the store, as {@code version_id}
     */
    Mono<Map<String, String>> get(String store, String name, Map<String, String> metadata);

    /** Every secret of a store that the scopes allow, by name, each with its entries. */
    default Mono<Map<String, Map<String, String>>> getAll(String store) {
        return getAll(store, Map.of());
    }

    /** Every secret of a store that the scopes allow, by name, each with its entries. */
    Mono<Map<String, Map<String, String>>> getAll(String store, Map<String, String> metadata);

    /** The same operations, returning values instead of publishers. */
    BlockingSecretClient blocking();
}
