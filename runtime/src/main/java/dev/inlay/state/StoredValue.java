package dev.inlay.state;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store has under a key.
 *
 * @param value the value
 * @param etag its ETag; null if the store has none for it
 * @param expiresAt when it expires; null if it does not or the store does not tell
 * @param metadata anything else the store has to say
 */
public record StoredValue(
        StateValue value, @Nullable String etag, @Nullable Instant expiresAt, Map<String, String> metadata) {

    public StoredValue(StateValue value, @Nullable String etag) {
        this(value, etag, null, Map.of());
    }
}
