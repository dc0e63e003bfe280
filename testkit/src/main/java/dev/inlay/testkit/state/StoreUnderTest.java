package dev.inlay.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inlay.codec.JsonCodec;
import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A store with the short words in which the kit's tests speak to it. Public only because the kit's methods name it. */
public final class StoreUnderTest {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final JsonCodec JSON = JsonCodec.standard();

    private final StateStoreKit kit;
    private final StateStore store;
    private final List<StateStore> opened = new ArrayList<>();

    StoreUnderTest(StateStoreKit kit, StateStore store) {
        this.kit = kit;
        this.store = store;
        opened.add(store);
    }

    StateStoreKit kit() {
        return kit;
    }

    StateStore store() {
        return store;
    }

    void close() {
        opened.forEach(each -> each.close().block(TIMEOUT));
    }

    /** Skips the running test unless the store declares this. */
    void requires(StateFeature feature) {
        assumeTrue(store.features().contains(feature), () -> "skipped: the store does not declare " + feature);
    }

    boolean has(StateFeature feature) {
        return store.features().contains(feature);
    }

    /** A second store on the same data; skips the running test if there can be none. */
    StateStore secondClient() throws Exception {
        StateStore second = given(kit.createSecondClient(), "second client");
        opened.add(second);
        second.init().block(TIMEOUT);
        return second;
    }

    /** How to cut the connection; skips the running test if there is no way. */
    Runnable connectionCut() {
        return given(kit.connectionCut(), "way to cut its connection");
    }

    private static <T> T given(@Nullable T optional, String what) {
        assumeTrue(optional != null, () -> "skipped: the store's test gives no " + what);
        return Objects.requireNonNull(optional);
    }

    static StateValue json(Object value) {
        return StateValue.json(JSON.encode(value));
    }

    static StateValue raw(String text) {
        return StateValue.raw(text.getBytes(StandardCharsets.UTF_8));
    }

    static StoreSet write(String key, StateValue value) {
        return new StoreSet(key, value);
    }

    static StoreSet write(String key, StateValue value, @Nullable String etag, Concurrency concurrency) {
        return new StoreSet(key, value, etag, concurrency, Consistency.UNSPECIFIED, null, Map.of());
    }

    static StoreSet write(String key, StateValue value, @Nullable Duration ttl, Concurrency concurrency) {
        return new StoreSet(key, value, null, concurrency, Consistency.UNSPECIFIED, ttl, Map.of());
    }

    static StoreDelete deletion(String key, @Nullable String etag, Concurrency concurrency) {
        return new StoreDelete(key, etag, concurrency, Consistency.UNSPECIFIED, Map.of());
    }

    void set(String key, StateValue value) {
        run(store.set(write(key, value)));
    }

    void apply(StoreOperation operation) {
        run(store.apply(operation));
    }

    void transact(StoreOperation... operations) {
        run(store.transact(List.of(operations)));
    }

    @Nullable StoredValue get(String key) {
        return store.get(new StoreGet(key)).block(TIMEOUT);
    }

    /** The value of a key that must be there. */
    StoredValue existing(String key) {
        StoredValue stored = get(key);
        assertThat(stored).as("the value of key '%s'", key).isNotNull();
        return Objects.requireNonNull(stored);
    }

    /** The ETag of a key that must be there, in a store that has ETags. */
    String etagOf(String key) {
        String etag = existing(key).etag();
        assertThat(etag).as("the ETag of key '%s'", key).isNotEmpty();
        return Objects.requireNonNull(etag);
    }

    /** What the store answered in a bulk read, by key; a key that could not be read fails the test. */
    Map<String, StoredValue> bulkGet(List<String> keys) {
        Map<String, StoredValue> found = new HashMap<>();
        List<StoreGet> requests = keys.stream().map(StoreGet::new).toList();
        store.bulkGet(requests, 4)
                .collectList()
                .blockOptional(TIMEOUT)
                .orElseThrow()
                .forEach(result -> {
                    assertThat(result.error())
                            .as("the error of key '%s'", result.key())
                            .isNull();
                    assertThat(result.value())
                            .as("the value of key '%s'", result.key())
                            .isNotNull();
                    assertThat(found.put(result.key(), result.value()))
                            .as("a second answer for key '%s'", result.key())
                            .isNull();
                });
        return found;
    }

    /** The value of a key that must be there, read in bulk. */
    StoredValue existingInBulk(String key) {
        StoredValue stored = bulkGet(List.of(key)).get(key);
        assertThat(stored).as("the value of key '%s'", key).isNotNull();
        return Objects.requireNonNull(stored);
    }

    void assertHolds(String key, StateValue expected) {
        assertSame(key, expected, existing(key));
    }

    void assertAbsent(String key) {
        assertThat(get(key)).as("the value of key '%s'", key).isNull();
    }

    /** Raw values must come back byte for byte, JSON as the same document. */
    static void assertSame(String key, StateValue expected, StoredValue actual) {
        if (expected.json()) {
            assertThat(decode(actual.value().bytes()))
                    .as("the JSON of key '%s'", key)
                    .isEqualTo(decode(expected.bytes()));
        } else {
            assertThat(actual.value().bytes()).as("the bytes of key '%s'", key).isEqualTo(expected.bytes());
        }
    }

    private static @Nullable Object decode(byte[] json) {
        return JSON.decode(json, Object.class);
    }

    /** What the call fails with; a call that succeeds fails the test. */
    static Throwable failureOf(Mono<?> call) {
        Throwable failure = catchThrowable(() -> call.block(TIMEOUT));
        assertThat(failure).as("the failure of a call that must fail").isNotNull();
        return failure;
    }

    Throwable failureOf(StoreOperation operation) {
        return failureOf(store.apply(operation));
    }

    /** Returns when a value written now with this TTL is gone, so every earlier one with it is gone too. */
    void letExpire(Duration ttl) {
        String witness = "witness-of-expiry";
        apply(write(witness, json("soon gone"), ttl, Concurrency.UNSPECIFIED));
        kit.letTimePass(ttl);
        awaitAbsent(witness, ttl);
    }

    /** Awaits that a key has no value, at the most this long and some seconds. */
    void awaitAbsent(String key, Duration limit) {
        await("expiry of " + key)
                .atMost(limit.plusSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get(key) == null);
    }

    /** Tries a write until the store, which has lost its connection, takes it. */
    void awaitUsable(StoreOperation operation) {
        await("the store to be usable again").atMost(TIMEOUT).ignoreExceptions().until(() -> {
            run(store.apply(operation));
            return true;
        });
    }

    private static void run(Mono<Void> call) {
        call.block(TIMEOUT);
    }
}
