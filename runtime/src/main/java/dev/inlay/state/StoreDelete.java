package dev.inlay.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A delete, as a store gets it.
 *
 * @param key the full key
 * @param etag the ETag the present value must have; null for any
 * @param concurrency how it competes with other writers
 * @param consistency what the writer asks for
 * @param metadata the request's metadata
 */
public record StoreDelete(
        String key,
        @Nullable String etag,
        Concurrency concurrency,
        Consistency consistency,
        Map<String, String> metadata)
        implements StoreOperation {

    public StoreDelete(String key) {
        this(key, null, Concurrency.UNSPECIFIED, Consistency.UNSPECIFIED, Map.of());
    }
}
