package dev.inlay.secret;

import java.util.Map;

/**
 * {@link SecretClient} for servlet applications and virtual threads. Throws {@link IllegalStateException} when called on
 * an event loop, which must never wait.
 */
public interface BlockingSecretClient {

    /** The entries of a secret: most stores have one, under the secret's own name. */
    Map<String, String> get(String store, String name);

    /** Every secret of a store that the scopes allow, by name, each with its entries. */
    Map<String, Map<String, String>> getAll(String store);
}
