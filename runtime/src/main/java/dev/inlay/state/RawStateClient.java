package dev.inlay.state;

import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * {@link StateClient} one level lower: values are bytes, requests are the store's, keys are the user's. Everything that
 * offers state sits on it, the typed client as well as the wire protocols, so that key prefixes, TTL metadata,
 * resiliency, telemetry and errors are the same whichever way a request comes.
 *
 * <p>A request's metadata entry {@code ttlInSeconds} counts where the request itself names no TTL.
 *
 * <p>Fails as {@link StateClient} does. Thread-safe; nothing happens before subscription.
 */
public interface RawStateClient {

    /** The client of the store with this component name. Fails on use, not here, if there is none. */
    RawStateClient store(String name);

    /** The component name of this client's store. */
    String storeName();

    /** What this client's store can do. */
    Mono<Set<StateFeature>> features();

    /** The value of a key; empty if there is none. */
    Mono<StoredValue> get(StoreGet request);

    /**
     * The values of several keys, in any order; those without a value are left out, those that could not be read come
     * with their error.
     *
     * @param parallelism how many reads at a time, where the store reads one by one
     */
    Mono<List<StoreGetResult>> getAll(List<StoreGet> requests, int parallelism);

    /** One write. */
    Mono<Void> set(StoreSet request);

    /** Several writes, each on its own; fails with a {@link BulkStateException} that tells which did not succeed. */
    Mono<Void> setAll(List<StoreSet> requests);

    /** One delete. */
    Mono<Void> delete(StoreDelete request);

    /** Several deletes, each on its own; fails with a {@link BulkStateException} that tells which did not succeed. */
    Mono<Void> deleteAll(List<StoreDelete> requests);

    /**
     * All operations or none, in their order.
     *
     * @param metadata counts for every operation that does not say otherwise
     */
    Mono<Void> transact(List<StoreOperation> operations, Map<String, String> metadata);

    /** A search by content; the keys found are without prefix. */
    Mono<StateQueryResult> query(StateQuery query);
}
