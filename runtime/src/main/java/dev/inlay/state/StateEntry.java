package dev.inlay.state;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value with what the store knows about it.
 *
 * @param key the key, without prefix
 * @param value the value; null if the store holds the JSON literal {@code null}
 * @param etag its ETag, for a later conditional write; null if the store has none
 * @param expiresAt when it expires; null if it does not or the store does not tell
 * @param metadata anything else the store has to say
 */
public record StateEntry<T>(
        String key,
        @Nullable T value,
        @Nullable String etag,
        @Nullable Instant expiresAt,
        Map<String, String> metadata) {}
