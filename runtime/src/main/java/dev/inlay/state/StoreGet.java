package dev.inlay.state;

import java.util.Map;

/**
 * A read, as a store gets it.
 *
 * @param key the full key
 * @param consistency what the reader asks for
 * @param metadata the request's metadata
 */
public record StoreGet(String key, Consistency consistency, Map<String, String> metadata) {

    public StoreGet(String key) {
        this(key, Consistency.UNSPECIFIED, Map.of());
    }
}
