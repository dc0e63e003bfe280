package dev.inlay.state;

import dev.inlay.codec.TypeRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps values under keys. The client of the default store; {@link #store(String)} gives that of another.
 *
 * <p>Values of type {@code byte[]} are kept as they are, all others as JSON. Keys get the store's prefix (by default the
 * app id), so two applications on one store do not see each other. Every method fails with a {@link StateStoreException}
 * (or its subtype) when the store does, and retries, times out and breaks the circuit as the resiliency manifests say.
 *
 * <p>Thread-safe; nothing happens before the returned publisher is subscribed to.
 */
public interface StateClient {

    /** The client of the store with this component name. Fails on use, not here, if there is none. */
    StateClient store(String name);

    /** The component name of this client's store. */
    String storeName();

    /** The same operations, returning values instead of publishers. */
    BlockingStateClient blocking();

    /** What this client's store can do. */
    Mono<Set<StateFeature>> features();

    /** The value of a key; empty if there is none. */
    default <T> Mono<T> get(String key, Class<T> type) {
        return get(key, TypeRef.of(type));
    }

    /** The value of a key; empty if there is none. */
    default <T> Mono<T> get(String key, TypeRef<T> type) {
        return entry(key, type).mapNotNull(StateEntry::value);
    }

    /** The value of a key with its ETag; empty if there is none. */
    default <T> Mono<StateEntry<T>> entry(String key, Class<T> type) {
        return entry(key, TypeRef.of(type));
    }

    /** The value of a key with its ETag; empty if there is none. */
    default <T> Mono<StateEntry<T>> entry(String key, TypeRef<T> type) {
        return entry(key, type, StateOptions.DEFAULT);
    }

    /** The value of a key with its ETag; empty if there is none. Of the options, consistency and metadata count. */
    <T> Mono<StateEntry<T>> entry(String key, TypeRef<T> type, StateOptions options);

    /** The values of several keys; those without a value are left out, and order is not kept. */
    <T> Flux<StateEntry<T>> getAll(Collection<String> keys, TypeRef<T> type);

    /** Writes a value whatever is there. */
    default Mono<Void> save(String key, Object value) {
        return save(key, value, StateOptions.DEFAULT);
    }

    /** Writes a value under the options' conditions. */
    Mono<Void> save(String key, Object value, StateOptions options);

    /** Writes several values, each on its own: those that can be written are, whatever becomes of the others. */
    Mono<Void> saveAll(Map<String, ?> values);

    /** Deletes a key whatever is there. Deleting what is not there succeeds. */
    default Mono<Void> delete(String key) {
        return delete(key, StateOptions.DEFAULT);
    }

    /** Deletes a key under the options' conditions. */
    Mono<Void> delete(String key, StateOptions options);

    /** Deletes several keys, each on its own. */
    Mono<Void> deleteAll(Collection<String> keys);

    /** All operations or none, in their order. Fails if the store has no transactions. */
    default Mono<Void> transaction(List<StateOperation> operations) {
        return transaction(operations, Map.of());
    }

    /** All operations or none, in their order. Fails if the store has no transactions. */
    Mono<Void> transaction(List<StateOperation> operations, Map<String, String> metadata);

    /** A search by content. Fails if the store cannot search. */
    <T> Mono<StatePage<T>> query(StateQuery query, TypeRef<T> type);
}
