package dev.inlay.component.local.state;

import dev.inlay.codec.JsonCodec;
import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateQuery;
import dev.inlay.state.StateQueryResult;
import dev.inlay.state.StateStore;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps state in a map.
 *
 * <p>Reads take no lock. Writes take the one lock of the store, for as long as it takes to check and put into the map,
 * which is short enough for an event loop. A transaction is checked as a whole on a draft before the map is touched, so
 * a refused one leaves nothing behind.
 *
 * <p>An expired value counts as absent from the moment it expires; its memory is given back by a sweep every second.
 */
final class InMemoryStateStore implements StateStore {

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    private static final String DIVIDER = "||";

    private final TimeSource time;
    private final JsonCodec json;
    private final Map<String, StoredValue> values = new ConcurrentHashMap<>();
    private final Disposable.Swap sweep = Disposables.swap();

    InMemoryStateStore(TimeSource time, JsonCodec json) {
        this.time = time;
        this.json = json;
    }

    @Override
    public Mono<Void> init() {
        return Mono.fromRunnable(() -> sweep.update(time.scheduler()
                .schedulePeriodically(
                        this::sweep, SWEEP_INTERVAL.toMillis(), SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)));
    }

    @Override
    public Mono<Void> close() {
        return Mono.fromRunnable(() -> {
            sweep.dispose();
            values.clear();
        });
    }

    @Override
    public Set<StateFeature> features() {
        return EnumSet.allOf(StateFeature.class);
    }

    /** Without the search by content, which Dapr's store of this type does not have: tools compare what is told. */
    @Override
    public List<String> capabilities() {
        return StateStore.super.capabilities().stream()
                .filter(capability -> !capability.equals(StateFeature.QUERY_API.name()))
                .toList();
    }

    @Override
    public Mono<Long> deleteWithPrefix(String prefix) {
        return Mono.fromSupplier(() -> removeAll(prefix));
    }

    private synchronized long removeAll(String prefix) {
        Instant now = time.now();
        long removed = 0;
        for (String key : List.copyOf(values.keySet())) {
            if (key.startsWith(prefix) && key.indexOf(DIVIDER, prefix.length()) < 0) {
                removed += alive(values.remove(key), now) == null ? 0 : 1;
            }
        }
        return removed;
    }

    @Override
    public Flux<String> keysLike(String pattern) {
        return Flux.defer(() -> {
            Pattern like = likePattern(pattern);
            Instant now = time.now();
            return Flux.fromStream(values.entrySet().stream()
                    .filter(entry -> alive(entry.getValue(), now) != null)
                    .map(Map.Entry::getKey)
                    .filter(key -> like.matcher(key).matches()));
        });
    }

    private static Pattern likePattern(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                boolean escapes = c == '\\' && i + 1 < pattern.length();
                regex.append(Pattern.quote(String.valueOf(escapes ? pattern.charAt(++i) : c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    @Override
    public Mono<StoredValue> get(StoreGet request) {
        return Mono.fromSupplier(() -> alive(values.get(request.key()), time.now()));
    }

    @Override
    public Mono<Void> set(StoreSet request) {
        return Mono.fromRunnable(() -> change(request));
    }

    @Override
    public Mono<Void> delete(StoreDelete request) {
        return Mono.fromRunnable(() -> change(request));
    }

    @Override
    public Mono<Void> transact(List<StoreOperation> operations) {
        return Mono.fromRunnable(() -> changeAll(operations));
    }

    @Override
    public Mono<StateQueryResult> query(StateQuery query) {
        return Mono.fromSupplier(() -> {
            Instant now = time.now();
            return new MemoryQuery(query, json)
                    .run(values.entrySet().stream().filter(entry -> alive(entry.getValue(), now) != null));
        });
    }

    private synchronized void change(StoreOperation operation) {
        Instant now = time.now();
        StoredValue next = apply(operation, alive(values.get(operation.key()), now), now);
        put(operation.key(), next);
    }

    private synchronized void changeAll(List<StoreOperation> operations) {
        Instant now = time.now();
        Map<String, @Nullable StoredValue> draft = new HashMap<>();
        for (StoreOperation operation : operations) {
            String key = operation.key();
            StoredValue present = draft.containsKey(key) ? draft.get(key) : alive(values.get(key), now);
            draft.put(key, apply(operation, present, now));
        }
        draft.forEach(this::put);
    }

    private void put(String key, @Nullable StoredValue value) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    /** What is under the key after the operation, null for nothing; fails if the present value forbids it. */
    private static @Nullable StoredValue apply(StoreOperation operation, @Nullable StoredValue present, Instant now) {
        if (operation.concurrency() != Concurrency.LAST_WRITE) {
            checkEtag(operation, present);
        }
        if (!(operation instanceof StoreSet set)) {
            return null;
        }
        Duration ttl = set.ttl();
        Instant expiresAt = ttl == null || ttl.isZero() ? null : now.plus(ttl);
        return new StoredValue(set.value(), newEtag(), expiresAt, Map.of());
    }

    /** A random UUID, as Dapr's store gives; nobody needs it to be a secret, and secret ones may wait for the system. */
    private static String newEtag() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    private static void checkEtag(StoreOperation operation, @Nullable StoredValue present) {
        String etag = operation.etag();
        boolean refused = etag == null
                ? operation instanceof StoreSet && operation.concurrency() == Concurrency.FIRST_WRITE && present != null
                : present == null || !etag.equals(present.etag());
        if (refused) {
            throw new EtagMismatchException(operation.key(), etag, null);
        }
    }

    private static @Nullable StoredValue alive(@Nullable StoredValue value, Instant now) {
        return value == null || value.expiresAt() == null || now.isBefore(value.expiresAt()) ? value : null;
    }

    private void sweep() {
        Instant now = time.now();
        // Removes only the value that was seen: one written in the meantime stays.
        values.forEach((key, value) -> {
            if (alive(value, now) == null) {
                values.remove(key, value);
            }
        });
    }

    /** How many values take up memory, for tests of the sweep. */
    int size() {
        return values.size();
    }
}
