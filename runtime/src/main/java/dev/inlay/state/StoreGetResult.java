package dev.inlay.state;

import org.jspecify.annotations.Nullable;

/**
 * One key of a bulk read: its value, or why it could not be read.
 *
 * @param key the full key
 * @param value the value; null if it could not be read
 * @param error why not; null if it could
 */
public record StoreGetResult(
        String key, @Nullable StoredValue value, @Nullable Throwable error) {

    public static StoreGetResult found(String key, StoredValue value) {
        return new StoreGetResult(key, value, null);
    }

    public static StoreGetResult failed(String key, Throwable error) {
        return new StoreGetResult(key, null, error);
    }
}
