package dev.inlay.state;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link StateClient} on a {@link RawStateClient}: adds types, and nothing else. */
final class DefaultStateClient implements StateClient {

    /** Dapr's default for the reads of one bulk request that run at the same time. */
    private static final int BULK_PARALLELISM = 100;

    private final RawStateClient raw;
    private final JsonCodec codec;

    DefaultStateClient(RawStateClient raw, JsonCodec codec) {
        this.raw = raw;
        this.codec = codec;
    }

    @Override
    public StateClient store(String name) {
        return new DefaultStateClient(raw.store(name), codec);
    }

    @Override
    public String storeName() {
        return raw.storeName();
    }

    @Override
    public BlockingStateClient blocking() {
        return new DefaultBlockingStateClient(this);
    }

    @Override
    public Mono<Set<StateFeature>> features() {
        return raw.features();
    }

    @Override
    public <T> Mono<T> get(String key, TypeRef<T> type) {
        return raw.get(new StoreGet(key)).mapNotNull(stored -> decode(key, stored, type));
    }

    @Override
    public <T> Mono<StateEntry<T>> entry(String key, TypeRef<T> type, StateOptions options) {
        return raw.get(new StoreGet(key, options.consistency(), options.metadata()))
                .map(stored -> entry(key, stored, type));
    }

    @Override
    public <T> Flux<StateEntry<T>> getAll(Collection<String> keys, TypeRef<T> type) {
        return Mono.fromSupplier(() -> reads(keys))
                .flatMap(reads -> raw.getAll(reads, BULK_PARALLELISM))
                .flatMapMany(results -> foundThenFailed(results, type));
    }

    private static List<StoreGet> reads(Collection<String> keys) {
        List<StoreGet> reads = new ArrayList<>(keys.size());
        for (String key : new LinkedHashSet<>(keys)) {
            reads.add(new StoreGet(key));
        }
        return reads;
    }

    private <T> Flux<StateEntry<T>> foundThenFailed(List<StoreGetResult> results, TypeRef<T> type) {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        List<StateEntry<T>> found = new ArrayList<>(results.size());
        for (StoreGetResult result : results) {
            try {
                found.add(entry(result, type));
            } catch (StateStoreException | CodecException e) {
                failures.put(result.key(), e);
            }
        }
        Flux<StateEntry<T>> entries = Flux.fromIterable(found);
        return failures.isEmpty()
                ? entries
                : entries.concatWith(Flux.error(new BulkStateException(ErrorCode.STATE_BULK_GET, failures)));
    }

    private <T> StateEntry<T> entry(StoreGetResult result, TypeRef<T> type) {
        Throwable error = result.error();
        if (error != null) {
            throw StateFailure.of(
                    ErrorCode.STATE_GET,
                    reason -> ErrorCode.STATE_GET.text(result.key(), raw.storeName(), reason),
                    error);
        }
        return entry(result.key(), Objects.requireNonNull(result.value(), "neither value nor error"), type);
    }

    @Override
    public Mono<Void> save(String key, Object value, StateOptions options) {
        return Mono.defer(() -> raw.set(write(key, value, options)));
    }

    @Override
    public Mono<Void> saveAll(Map<String, ?> values) {
        return Mono.defer(() -> {
            List<StoreSet> writes = new ArrayList<>(values.size());
            values.forEach((key, value) -> writes.add(write(key, value, StateOptions.DEFAULT)));
            return raw.setAll(writes);
        });
    }

    @Override
    public Mono<Void> delete(String key, StateOptions options) {
        return raw.delete(deletion(key, options));
    }

    @Override
    public Mono<Void> deleteAll(Collection<String> keys) {
        return Mono.defer(
                () -> raw.deleteAll(keys.stream().map(StoreDelete::new).toList()));
    }

    @Override
    public Mono<Void> transaction(List<StateOperation> operations, Map<String, String> metadata) {
        return Mono.defer(() -> {
            List<StoreOperation> steps = new ArrayList<>(operations.size());
            for (StateOperation operation : operations) {
                steps.add(step(operation));
            }
            return raw.transact(steps, metadata);
        });
    }

    private StoreOperation step(StateOperation operation) {
        if (operation instanceof StateOperation.Upsert upsert) {
            return write(upsert.key(), upsert.value(), upsert.options());
        }
        return deletion(operation.key(), ((StateOperation.Delete) operation).options());
    }

    @Override
    public <T> Mono<StatePage<T>> query(StateQuery query, TypeRef<T> type) {
        return raw.query(query).map(result -> {
            List<StateEntry<T>> entries = new ArrayList<>(result.items().size());
            for (StoreGetResult item : result.items()) {
                entries.add(entry(item, type));
            }
            return new StatePage<>(entries, result.token());
        });
    }

    private StoreSet write(String key, @Nullable Object value, StateOptions options) {
        return new StoreSet(
                key,
                encode(key, value),
                options.etag(),
                options.concurrency(),
                options.consistency(),
                options.ttl(),
                options.metadata());
    }

    private static StoreDelete deletion(String key, StateOptions options) {
        return new StoreDelete(key, options.etag(), options.concurrency(), options.consistency(), options.metadata());
    }

    private StateValue encode(String key, @Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return StateValue.raw(bytes);
        }
        if (value instanceof StateValue ready) {
            return ready;
        }
        try {
            return StateValue.json(codec.encode(value));
        } catch (CodecException e) {
            throw new CodecException("state key " + key + ": " + e.getMessage(), e);
        }
    }

    private <T> StateEntry<T> entry(String key, StoredValue stored, TypeRef<T> type) {
        return new StateEntry<>(key, decode(key, stored, type), stored.etag(), stored.expiresAt(), stored.metadata());
    }

    private <T> @Nullable T decode(String key, StoredValue stored, TypeRef<T> type) {
        byte[] bytes = stored.value().bytes();
        if (type.type() == byte[].class) {
            // The type argument is byte[], which the compiler cannot conclude from the comparison.
            @SuppressWarnings("unchecked")
            T raw = (T) bytes;
            return raw;
        }
        try {
            return codec.decode(bytes, type.type());
        } catch (CodecException e) {
            throw new CodecException(
                    "state key " + key + " in state store " + this.raw.storeName() + ": " + e.getMessage(), e);
        }
    }
}
