package dev.inlay.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * One bulk write through its retries: what has succeeded, and what was refused for good, is not tried again. Attempts
 * come one after the other, each after the end of the one before.
 */
final class BulkWrite {

    private final StateStore store;
    private final Map<String, Throwable> refused = new LinkedHashMap<>();
    private List<StoreOperation> pending;

    BulkWrite(StateStore store, List<StoreOperation> operations) {
        this.store = store;
        this.pending = operations;
    }

    /** Tries what is still to be done; fails with everything that has not succeeded so far. */
    Mono<Void> attempt() {
        return Mono.defer(() -> store.bulk(pending))
                .onErrorResume(BulkStateException.class, this::failed)
                .then(Mono.defer(() -> refused.isEmpty() ? Mono.empty() : Mono.error(new BulkStateException(refused))));
    }

    private Mono<Void> failed(BulkStateException failure) {
        Map<String, Throwable> all = new LinkedHashMap<>(refused);
        all.putAll(failure.failures());
        failure.failures().forEach((key, error) -> {
            if (StateFailure.isRefusal(error)) {
                refused.put(key, error);
            }
        });
        pending = pending.stream()
                .filter(operation ->
                        failure.failures().containsKey(operation.key()) && !refused.containsKey(operation.key()))
                .toList();
        return Mono.error(new BulkStateException(all));
    }
}
