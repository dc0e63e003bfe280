package dev.inlay.invoke;

import dev.inlay.codec.TypeRef;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Calls another application by its app id, wherever its instances are.
 *
 * <p>A body of type {@code byte[]} is sent as it is, {@code String} as text, null as none, all others as JSON. A method
 * path is {@code /orders/42?full=true}: raw, with its query if there is one. The typed methods fail with
 * {@link InvokeException} on any status but 2xx; {@link #exchange} returns whatever the application answered.
 *
 * <p>Thread-safe; nothing happens before the returned publisher is subscribed to.
 */
public interface InvokeClient {

    /**
     * Sends a request as it is and returns the answer as it comes. Bodies stream both ways. The answer's body must be
     * subscribed to exactly once.
     */
    Mono<InvokeResponse> exchange(InvokeRequest request);

    /** Calls with a body and reads the answer; {@code Void.class} for none. */
    <T> Mono<T> invoke(String verb, String appId, String path, @Nullable Object body, TypeRef<T> type);

    default <T> Mono<T> get(String appId, String path, Class<T> type) {
        return invoke("GET", appId, path, null, TypeRef.of(type));
    }

    default <T> Mono<T> get(String appId, String path, TypeRef<T> type) {
        return invoke("GET", appId, path, null, type);
    }

    default <T> Mono<T> post(String appId, String path, @Nullable Object body, Class<T> type) {
        return invoke("POST", appId, path, body, TypeRef.of(type));
    }

    default <T> Mono<T> put(String appId, String path, @Nullable Object body, Class<T> type) {
        return invoke("PUT", appId, path, body, TypeRef.of(type));
    }

    default <T> Mono<T> patch(String appId, String path, @Nullable Object body, Class<T> type) {
        return invoke("PATCH", appId, path, body, TypeRef.of(type));
    }

    default <T> Mono<T> delete(String appId, String path, Class<T> type) {
        return invoke("DELETE", appId, path, null, TypeRef.of(type));
    }

    /** The same operations, returning values instead of publishers. */
    BlockingInvokeClient blocking();
}
