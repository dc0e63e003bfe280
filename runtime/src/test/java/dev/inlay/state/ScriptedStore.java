package dev.inlay.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store that records what it is asked, answers from a map, and fails first as often as the test says. */
final class ScriptedStore implements StateStore {

    final Map<String, StoredValue> values = new HashMap<>();
    final List<Object> requests = new ArrayList<>();
    final Deque<Mono<Void>> script = new ArrayDeque<>();
    final Map<String, Throwable> badKeys = new HashMap<>();
    Set<StateFeature> features = Set.of(StateFeature.ETAG, StateFeature.TRANSACTIONAL, StateFeature.QUERY_API);
    int maxTransactionSize = Integer.MAX_VALUE;

    /** What the next calls do before they answer, one each; an error makes the call fail. */
    void next(Throwable... failures) {
        for (Throwable failure : failures) {
            script.add(Mono.error(failure));
        }
    }

    private Mono<Void> scripted(Object request) {
        return Mono.defer(() -> {
            requests.add(request);
            Mono<Void> step = script.poll();
            return step == null ? Mono.empty() : step;
        });
    }

    @Override
    public Mono<Void> init() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    @Override
    public Set<StateFeature> features() {
        return features;
    }

    @Override
    public int maxTransactionSize() {
        return maxTransactionSize;
    }

    @Override
    public Mono<StoredValue> get(StoreGet request) {
        return scripted(request).then(Mono.fromSupplier(() -> values.get(request.key())));
    }

    @Override
    public Flux<StoreGetResult> bulkGet(List<StoreGet> requests, int parallelism) {
        return scripted(requests).thenMany(Flux.fromIterable(requests).flatMap(this::bulkGetOne));
    }

    private Mono<StoreGetResult> bulkGetOne(StoreGet request) {
        Throwable failure = badKeys.get(request.key());
        StoredValue value = values.get(request.key());
        if (failure != null) {
            return Mono.just(StoreGetResult.failed(request.key(), failure));
        }
        return value == null ? Mono.empty() : Mono.just(StoreGetResult.found(request.key(), value));
    }

    @Override
    public Mono<Void> set(StoreSet request) {
        return scripted(request)
                .then(Mono.fromRunnable(
                        () -> values.put(request.key(), new StoredValue(request.value(), "etag-of-" + request.key()))));
    }

    @Override
    public Mono<Void> delete(StoreDelete request) {
        return scripted(request).then(Mono.fromRunnable(() -> values.remove(request.key())));
    }

    @Override
    public Mono<Void> transact(List<StoreOperation> operations) {
        return scripted(operations);
    }

    @Override
    public Mono<StateQueryResult> query(StateQuery query) {
        return scripted(query)
                .then(Mono.fromSupplier(() -> new StateQueryResult(
                        values.entrySet().stream()
                                .map(entry -> StoreGetResult.found(entry.getKey(), entry.getValue()))
                                .toList(),
                        "more",
                        Map.of())));
    }
}
