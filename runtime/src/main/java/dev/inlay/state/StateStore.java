package dev.inlay.state;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentCategory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a backing service implements to keep state. Keys arrive with their prefix; they are opaque here. Resiliency,
 * telemetry and error codes are not the store's concern: it fails with {@link EtagMismatchException},
 * {@link InvalidEtagException}, {@link StateStoreException} or whatever its driver throws.
 *
 * <p>Rules that the compatibility kit checks, besides each feature's own:
 *
 * <ul>
 *   <li>a get after a completed set sees it;
 *   <li>of several first-writes of one key at the same time exactly one wins, the others get an
 *       {@link EtagMismatchException};
 *   <li>an expired value does not exist, for reads and for writes;
 *   <li>a transaction is all or nothing, also when the connection breaks in the middle.
 * </ul>
 */
@ComponentCategory("state")
public interface StateStore extends Component {

    /** What this store can do. Constant once {@link #init()} has completed. */
    Set<StateFeature> features();

    /** The features, and {@code ACTOR} if there are those that actors need. */
    @Override
    default List<String> capabilities() {
        List<String> capabilities = new ArrayList<>();
        Set<StateFeature> features = features();
        for (StateFeature feature : StateFeature.values()) {
            if (features.contains(feature)) {
                capabilities.add(feature.name());
            }
        }
        if (features.contains(StateFeature.ETAG) && features.contains(StateFeature.TRANSACTIONAL)) {
            capabilities.add("ACTOR");
        }
        return List.copyOf(capabilities);
    }

    /** How many operations one transaction may have; {@link Integer#MAX_VALUE} for no limit. */
    default int maxTransactionSize() {
        return Integer.MAX_VALUE;
    }

    /** The value of a key; empty if there is none. */
    Mono<StoredValue> get(StoreGet request);

    /** Writes a value, subject to the request's ETag and concurrency. */
    Mono<Void> set(StoreSet request);

    /** Deletes a key, subject to the request's ETag and concurrency. Deleting what is not there succeeds. */
    Mono<Void> delete(StoreDelete request);

    /**
     * The values of several keys, in any order; keys without a value are left out. A key that could not be read comes as
     * a result with an error, so that one bad key does not spoil the others.
     */
    default Flux<StoreGetResult> bulkGet(List<StoreGet> requests, int parallelism) {
        return Flux.fromIterable(requests)
                .flatMap(
                        request -> get(request)
                                .map(value -> StoreGetResult.found(request.key(), value))
                                .onErrorResume(error -> Mono.just(StoreGetResult.failed(request.key(), error))),
                        parallelism);
    }

    /**
     * Several writes and deletes, each on its own: not atomic. Every one is tried; fails with a
     * {@link BulkStateException} that tells which did not succeed.
     */
    default Mono<Void> bulk(List<StoreOperation> operations) {
        return BulkStateException.collect(operations, this::apply);
    }

    /** One write or delete. */
    default Mono<Void> apply(StoreOperation operation) {
        return operation instanceof StoreSet set ? set(set) : delete((StoreDelete) operation);
    }

    /** All operations or none, in their order. Only for stores that declare {@link StateFeature#TRANSACTIONAL}. */
    default Mono<Void> transact(List<StoreOperation> operations) {
        return Mono.error(new UnsupportedOperationException("transactions"));
    }

    /**
     * Deletes every key that begins like this and has no further {@code ||} behind it, and tells how many there were.
     * Only for stores that declare {@link StateFeature#DELETE_WITH_PREFIX}.
     */
    default Mono<Long> deleteWithPrefix(String prefix) {
        return Mono.error(new UnsupportedOperationException("deleting by prefix"));
    }

    /**
     * The keys that fit a pattern, in which {@code %} stands for any text and {@code _} for any one character, unless a
     * backslash stands before it. In any order. Only for stores that declare {@link StateFeature#KEYS_LIKE}.
     */
    default Flux<String> keysLike(String pattern) {
        return Flux.error(new UnsupportedOperationException("listing keys"));
    }

    /** A search by content. Only for stores that declare {@link StateFeature#QUERY_API}. */
    default Mono<StateQueryResult> query(StateQuery query) {
        return Mono.error(new UnsupportedOperationException("queries"));
    }
}
