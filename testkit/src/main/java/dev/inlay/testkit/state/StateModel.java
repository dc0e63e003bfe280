package dev.inlay.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.BulkStateException;
import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map that says what a store must hold, and generated operations that are made on both. After each step the touched
 * keys must be equal. ETags are the store's own: the model learns them by reading and knows only whether a given one is
 * the present one.
 */
final class StateModel {

    private static final int KEYS = 5;

    private final StoreUnderTest underTest;
    private final Random random;
    private final String prefix;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, List<String>> everSeen = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private int written;

    StateModel(StoreUnderTest underTest, Random random, String prefix) {
        this.underTest = underTest;
        this.random = random;
        this.prefix = prefix;
    }

    /** What is under a key. */
    private record Entry(StateValue value, @Nullable String etag) {}

    /** The steps so far, one a line. */
    String history() {
        return String.join("\n", history);
    }

    /** Makes one generated operation on the store and on the model, and compares. */
    void step() {
        switch (random.nextInt(10)) {
            case 0 -> bulk(operations());
            case 1, 2 -> transaction(operations());
            case 3 -> compare(allKeys());
            default -> single(operation(anyKey()));
        }
    }

    private void single(StoreOperation operation) {
        history.add("apply " + show(operation));
        if (fits(operation)) {
            underTest.apply(operation);
            remember(operation);
        } else {
            assertThat(underTest.failureOf(operation)).isInstanceOf(EtagMismatchException.class);
        }
        compare(Set.of(operation.key()));
    }

    private void bulk(List<StoreOperation> operations) {
        history.add("bulk " + operations.stream().map(StateModel::show).toList());
        List<StoreOperation> refused =
                operations.stream().filter(operation -> !fits(operation)).toList();
        if (refused.isEmpty()) {
            underTest.store().bulk(operations).block(StoreUnderTest.TIMEOUT);
        } else {
            Throwable failure = StoreUnderTest.failureOf(underTest.store().bulk(operations));
            assertThat(failure).isInstanceOfSatisfying(BulkStateException.class, bulk -> assertThat(bulk.failures())
                    .containsOnlyKeys(refused.stream().map(StoreOperation::key).toList()));
        }
        operations.stream().filter(this::fits).toList().forEach(this::remember);
        compare(keysOf(operations));
    }

    private void transaction(List<StoreOperation> operations) {
        if (!underTest.has(StateFeature.TRANSACTIONAL)) {
            return;
        }
        history.add("transact " + operations.stream().map(StateModel::show).toList());
        if (operations.stream().allMatch(this::fits)) {
            underTest.store().transact(operations).block(StoreUnderTest.TIMEOUT);
            operations.forEach(this::remember);
        } else {
            assertThat(StoreUnderTest.failureOf(underTest.store().transact(operations)))
                    .isInstanceOf(EtagMismatchException.class);
        }
        compare(keysOf(operations));
    }

    /** Whether the model lets this operation happen. */
    private boolean fits(StoreOperation operation) {
        if (operation.concurrency() == Concurrency.LAST_WRITE) {
            return true;
        }
        Entry present = entries.get(operation.key());
        if (operation.etag() != null) {
            return present == null
                    ? !underTest.kit().refusesEtagOfAbsentKey()
                    : operation.etag().equals(present.etag());
        }
        return operation.concurrency() != Concurrency.FIRST_WRITE
                || operation instanceof StoreDelete
                || present == null;
    }

    private void remember(StoreOperation operation) {
        if (operation instanceof StoreSet set) {
            entries.put(set.key(), new Entry(set.value(), null));
        } else {
            entries.remove(operation.key());
        }
    }

    /** Reads the keys and holds them against the model; learns the ETags of what was written. */
    private void compare(Set<String> keys) {
        Map<String, StoredValue> actual = keys.size() == 1 ? readOne(keys) : underTest.bulkGet(List.copyOf(keys));
        Set<String> expected = new TreeSet<>(keys);
        expected.retainAll(entries.keySet());
        assertThat(actual.keySet()).as("keys with values").isEqualTo(expected);
        for (String key : expected) {
            Entry entry = entries.get(key);
            StoredValue stored = actual.get(key);
            if (entry == null || stored == null) {
                throw new AssertionError("no value of key " + key);
            }
            StoreUnderTest.assertSame(key, entry.value(), stored);
            if (entry.etag() != null) {
                assertThat(stored.etag())
                        .as("the ETag of untouched key '%s'", key)
                        .isEqualTo(entry.etag());
            }
            entries.put(key, new Entry(entry.value(), stored.etag()));
            if (stored.etag() != null) {
                everSeen.computeIfAbsent(key, any -> new ArrayList<>()).add(stored.etag());
            }
        }
    }

    private Map<String, StoredValue> readOne(Set<String> keys) {
        String key = keys.iterator().next();
        StoredValue stored = underTest.get(key);
        return stored == null ? Map.of() : Map.of(key, stored);
    }

    /** One to three operations on different keys, for which order does not matter. */
    private List<StoreOperation> operations() {
        Map<String, StoreOperation> byKey = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = anyKey();
            byKey.put(key, operation(key));
        }
        return List.copyOf(byKey.values());
    }

    private StoreOperation operation(String key) {
        String etag = null;
        Concurrency concurrency = Concurrency.UNSPECIFIED;
        if (underTest.has(StateFeature.ETAG)) {
            etag = anyEtag(key);
            concurrency = Concurrency.values()[random.nextInt(Concurrency.values().length)];
        }
        return random.nextInt(3) == 0
                ? StoreUnderTest.deletion(key, etag, concurrency)
                : StoreUnderTest.write(key, anyValue(), etag, concurrency);
    }

    /** Mostly none or the last seen, sometimes an old one. */
    private @Nullable String anyEtag(String key) {
        List<String> seen = everSeen.getOrDefault(key, List.of());
        if (seen.isEmpty() || random.nextInt(3) == 0) {
            return null;
        }
        return random.nextInt(3) == 0 ? seen.get(random.nextInt(seen.size())) : seen.get(seen.size() - 1);
    }

    private StateValue anyValue() {
        written++;
        return random.nextBoolean() ? StoreUnderTest.json(Map.of("n", written)) : StoreUnderTest.raw("n" + written);
    }

    private String anyKey() {
        return prefix + random.nextInt(KEYS);
    }

    private Set<String> allKeys() {
        Set<String> keys = new TreeSet<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(prefix + i);
        }
        return keys;
    }

    private static Set<String> keysOf(List<StoreOperation> operations) {
        Set<String> keys = new TreeSet<>();
        operations.forEach(operation -> keys.add(operation.key()));
        return keys;
    }

    private static String show(StoreOperation operation) {
        return (operation instanceof StoreSet ? "set " : "delete ") + operation.key() + " etag=" + operation.etag()
                + " " + operation.concurrency();
    }
}
