package dev.inlay.invoke;

import dev.inlay.codec.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * {@link InvokeClient} for servlet applications and virtual threads: waits for the answer and returns it, null if it has
 * no body. Throws {@link IllegalStateException} when called on an event loop, which must never wait.
 */
public interface BlockingInvokeClient {

    <T> @Nullable T invoke(String verb, String appId, String path, @Nullable Object body, TypeRef<T> type);

    default <T> @Nullable T get(String appId, String path, Class<T> type) {
        return invoke("GET", appId, path, null, TypeRef.of(type));
    }

    default <T> @Nullable T post(String appId, String path, @Nullable Object body, Class<T> type) {
        return invoke("POST", appId, path, body, TypeRef.of(type));
    }

    default <T> @Nullable T put(String appId, String path, @Nullable Object body, Class<T> type) {
        return invoke("PUT", appId, path, body, TypeRef.of(type));
    }

    default <T> @Nullable T delete(String appId, String path, Class<T> type) {
        return invoke("DELETE", appId, path, null, TypeRef.of(type));
    }
}
