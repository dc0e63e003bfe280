package dev.inlay.state;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A write, as a store gets it.
 *
 * @param key the full key
 * @param value the value
 * @param etag the ETag the present value must have; null for any
 * @param concurrency {@link Concurrency#FIRST_WRITE} without an ETag: only if there is no value yet
 * @param consistency what the writer asks for
 * @param ttl how long the value lives; null if nothing was said (the store's default holds), zero for without end
 * @param metadata the request's metadata
 */
public record StoreSet(
        String key,
        StateValue value,
        @Nullable String etag,
        Concurrency concurrency,
        Consistency consistency,
        @Nullable Duration ttl,
        Map<String, String> metadata)
        implements StoreOperation {

    public StoreSet(String key, StateValue value) {
        this(key, value, null, Concurrency.UNSPECIFIED, Consistency.UNSPECIFIED, null, Map.of());
    }
}
