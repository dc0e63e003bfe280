package dev.inlay.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The user's requests as the store gets them, under full keys, and the store's answers under the user's. */
final class StoreRequests {

    private StoreRequests() {}

    static StoreGet full(StoreGet request, KeyPrefix prefix) {
        return new StoreGet(prefix.full(request.key()), request.consistency(), request.metadata());
    }

    static List<StoreGet> fullReads(List<StoreGet> requests, KeyPrefix prefix) {
        List<StoreGet> full = new ArrayList<>(requests.size());
        for (StoreGet request : requests) {
            full.add(full(request, prefix));
        }
        return full;
    }

    static StoreSet full(StoreSet request, KeyPrefix prefix) {
        return new StoreSet(
                prefix.full(request.key()),
                request.value(),
                request.etag(),
                request.concurrency(),
                request.consistency(),
                TtlMetadata.of(request.ttl(), request.metadata()),
                request.metadata());
    }

    static StoreDelete full(StoreDelete request, KeyPrefix prefix) {
        return new StoreDelete(
                prefix.full(request.key()),
                request.etag(),
                request.concurrency(),
                request.consistency(),
                request.metadata());
    }

    static List<StoreOperation> full(List<? extends StoreOperation> operations, KeyPrefix prefix) {
        List<StoreOperation> full = new ArrayList<>(operations.size());
        for (StoreOperation operation : operations) {
            full.add(operation instanceof StoreSet set ? full(set, prefix) : full((StoreDelete) operation, prefix));
        }
        return full;
    }

    /** The operations, each with these metadata where it has none of the same name. */
    static List<StoreOperation> withDefaults(List<StoreOperation> operations, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return operations;
        }
        List<StoreOperation> complete = new ArrayList<>(operations.size());
        for (StoreOperation operation : operations) {
            complete.add(withDefaults(operation, metadata));
        }
        return complete;
    }

    private static StoreOperation withDefaults(StoreOperation operation, Map<String, String> metadata) {
        Map<String, String> merged = new HashMap<>(metadata);
        if (operation instanceof StoreSet set) {
            merged.putAll(set.metadata());
            return new StoreSet(
                    set.key(), set.value(), set.etag(), set.concurrency(), set.consistency(), set.ttl(), merged);
        }
        StoreDelete delete = (StoreDelete) operation;
        merged.putAll(delete.metadata());
        return new StoreDelete(delete.key(), delete.etag(), delete.concurrency(), delete.consistency(), merged);
    }

    static StoreGetResult original(StoreGetResult result, KeyPrefix prefix) {
        return new StoreGetResult(prefix.original(result.key()), result.value(), result.error());
    }

    static StateQueryResult original(StateQueryResult result, KeyPrefix prefix) {
        List<StoreGetResult> items = new ArrayList<>(result.items().size());
        for (StoreGetResult item : result.items()) {
            items.add(original(item, prefix));
        }
        return new StateQueryResult(items, result.token(), result.metadata());
    }
}
