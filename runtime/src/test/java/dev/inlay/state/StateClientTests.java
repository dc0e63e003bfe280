package dev.inlay.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.TypeRef;
import dev.inlay.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StateClientTests {

    private static final TypeRef<Integer> INTEGER = TypeRef.of(Integer.class);

    private final StateFixture fixture = new StateFixture();
    private final StateClient client = fixture.client;
    private final ScriptedStore store = fixture.store;

    record Order(int orderId, String item) {}

    @Test
    void a_typed_value_is_kept_as_json_and_read_as_it_was() {
        Order order = new Order(42, "käse");
        run(client.save("order", order));
        StoreSet written = (StoreSet) store.requests.get(0);
        assertThat(new String(written.value().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"orderId\":42,\"item\":\"käse\"}");
        assertThat(written.value().json()).isTrue();
        StepVerifier.create(client.get("order", Order.class))
                .expectNext(order)
                .expectComplete()
                .verify(StateFixture.LIMIT);
    }

    @Test
    void bytes_are_kept_as_they_are() {
        byte[] bytes = {0, 1, -1};
        run(client.save("raw", bytes));
        assertThat(((StoreSet) store.requests.get(0)).value()).isEqualTo(StateValue.raw(bytes));
        assertThat(client.get("raw", byte[].class).block(StateFixture.LIMIT)).isEqualTo(bytes);
    }

    @Test
    void an_entry_has_the_users_key_and_the_etag() {
        run(client.save("order", 1));
        StateEntry<Integer> entry =
                Objects.requireNonNull(client.entry("order", Integer.class).block(StateFixture.LIMIT));
        assertThat(entry).isEqualTo(new StateEntry<>("order", 1, "etag-of-app||order", null, Map.of()));
    }

    @Test
    void a_key_without_value_and_a_json_null_are_told_apart_by_their_entry() {
        store.values.put("app||null", new StoredValue(StateValue.json("null".getBytes(StandardCharsets.UTF_8)), "1"));
        StepVerifier.create(client.get("null", Integer.class)).expectComplete().verify(StateFixture.LIMIT);
        StepVerifier.create(client.entry("null", Integer.class))
                .expectNextMatches(entry -> entry.value() == null)
                .expectComplete()
                .verify(StateFixture.LIMIT);
        StepVerifier.create(client.entry("missing", Integer.class))
                .expectComplete()
                .verify(StateFixture.LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "appid, app||k",
        "AppId, app||k",
        "namespace, ns.app||k",
        "name, statestore||k",
        "none, k",
        "shared, shared||k"
    })
    void keys_get_the_prefix_that_the_store_asks_for(String strategy, String expected) {
        StateFixture prefixed = StateFixture.withPrefix(strategy);
        run(prefixed.client.save("k", 1));
        assertThat(prefixed.store.values).containsOnlyKeys(expected);
        assertThat(prefixed.client.getAll(List.of("k"), INTEGER).blockLast(StateFixture.LIMIT))
                .extracting(StateEntry::key)
                .isEqualTo("k");
        run(prefixed.client.delete("k"));
        assertThat(prefixed.store.values).isEmpty();
    }

    @Test
    void the_separator_of_prefixes_is_refused_in_keys_before_the_store_is_asked() {
        List<Mono<?>> calls = List.of(
                client.get("a||b", Integer.class),
                client.save("a||b", 1),
                client.delete("a||b"),
                client.saveAll(Map.of("fine", 1, "a||b", 2)),
                client.deleteAll(List.of("a||b")),
                client.getAll(List.of("a||b"), INTEGER).then(),
                client.transaction(List.of(StateOperation.delete("a||b"))));
        for (Mono<?> call : calls) {
            StateStoreException failure = failureOf(call);
            assertThat(failure.code()).isEqualTo(ErrorCode.STATE_ILLEGAL_KEY);
            assertThat(failure).hasMessage("input key/keyPrefix 'a||b' can't contain '||'");
        }
        assertThat(failureOf(client.get("", Integer.class)).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(failureOf(StateFixture.withPrefix("a||b").client.save("k", 1))
                        .code())
                .isEqualTo(ErrorCode.STATE_ILLEGAL_KEY);
        assertThat(store.requests).isEmpty();
    }

    @Test
    void a_store_that_is_not_there_is_told_from_no_store_at_all() {
        StateStoreException missing = failureOf(client.store("other").get("k", Integer.class));
        assertThat(missing.code()).isEqualTo(ErrorCode.STATE_STORE_NOT_FOUND);
        assertThat(missing).hasMessage("state store other is not found");
        fixture.handles.clear();
        StateStoreException none = failureOf(client.get("k", Integer.class));
        assertThat(none.code()).isEqualTo(ErrorCode.STATE_STORE_NOT_CONFIGURED);
    }

    @Test
    void a_store_that_appears_later_is_found() {
        StateClient other = client.store("other");
        assertThat(failureOf(other.save("k", 1)).code()).isEqualTo(ErrorCode.STATE_STORE_NOT_FOUND);
        ScriptedStore late = new ScriptedStore();
        fixture.add("other", late, Map.of());
        run(other.save("k", 1));
        assertThat(late.values).containsOnlyKeys("app||k");
        assertThat(client.store("other").storeName()).isEqualTo("other");
    }

    @Test
    void a_reloaded_store_with_another_prefix_gets_that_prefix() {
        run(client.save("k", 1));
        fixture.add("statestore", store, Map.of("keyPrefix", "none"));
        run(client.save("k", 2));
        assertThat(store.values).containsOnlyKeys("app||k", "k");
    }

    @Test
    void a_store_that_is_not_ready_is_awaited() {
        fixture.handle().ready = false;
        StepVerifier.create(client.save("k", 1))
                .expectSubscription()
                .then(() -> assertThat(store.requests).isEmpty())
                .then(() -> fixture.handle().late.tryEmitValue(store).orThrow())
                .expectComplete()
                .verify(StateFixture.LIMIT);
        assertThat(store.values).containsOnlyKeys("app||k");
    }

    @Test
    void a_store_that_cannot_become_ready_is_unavailable() {
        fixture.handle().ready = false;
        fixture.handle()
                .late
                .tryEmitError(new IOException("no route to 10.0.0.1"))
                .orThrow();
        assertThat(failureOf(client.save("k", 1)))
                .isInstanceOf(StateStoreUnavailableException.class)
                .hasMessage("failed saving state in state store statestore: no route to 10.0.0.1 (key k)");
    }

    @Test
    void failures_of_the_driver_name_store_and_key_and_keep_their_cause() {
        IOException cause = new IOException("connection reset");
        store.next(cause, cause, cause, cause, new IllegalStateException("out of space"));
        StateStoreException get = failureOf(client.get("k", Integer.class));
        assertThat(get).isInstanceOf(StateStoreUnavailableException.class).hasRootCause(cause);
        assertThat(get.code()).isEqualTo(ErrorCode.STATE_GET);
        assertThat(get).hasMessage("fail to get k from state store statestore: connection reset");
        assertThat(failureOf(client.save("k", 1)))
                .hasMessage("failed saving state in state store statestore: connection reset (key k)");
        assertThat(failureOf(client.delete("k")))
                .hasMessage("failed deleting state with key k: connection reset (state store statestore)");
        StateStoreException transaction = failureOf(client.transaction(List.of(StateOperation.delete("k"))));
        assertThat(transaction.code()).isEqualTo(ErrorCode.STATE_TRANSACTION);
        assertThat(transaction).hasMessageContaining("connection reset (state store statestore)");
        StateStoreException full = failureOf(client.save("k", 1));
        assertThat(full).isNotInstanceOf(StateStoreUnavailableException.class);
        assertThat(full.isRetryable()).isFalse();
        assertThat(get.isRetryable()).isTrue();
    }

    @Test
    void refused_etags_keep_their_kind_and_are_told_by_the_operation_that_met_them() {
        EtagMismatchException mismatch = new EtagMismatchException("app||k", "7", null);
        store.next(mismatch, new InvalidEtagException("app||k", "x", "a number", null), mismatch, mismatch);
        StateStoreException save = failureOf(client.save("k", 1, StateOptions.ifMatch("7")));
        assertThat(save)
                .isInstanceOf(EtagMismatchException.class)
                .hasMessageStartingWith("failed saving state in state store statestore: possible etag mismatch.")
                .hasCause(mismatch);
        assertThat(save.httpStatus()).isEqualTo(409);
        StateStoreException invalid = failureOf(client.save("k", 1, StateOptions.ifMatch("x")));
        assertThat(invalid)
                .isInstanceOf(InvalidEtagException.class)
                .hasMessageStartingWith("failed saving state in state store statestore: invalid etag value: 'x'");
        StateStoreException delete = failureOf(client.delete("k", StateOptions.ifMatch("7")));
        assertThat(delete.code()).isEqualTo(ErrorCode.STATE_DELETE);
        assertThat(delete)
                .isInstanceOf(EtagMismatchException.class)
                .hasMessageStartingWith("failed deleting state with key k: possible etag mismatch.");
        StateStoreException transaction = failureOf(client.transaction(List.of(StateOperation.delete("k"))));
        assertThat(transaction.code()).isEqualTo(ErrorCode.STATE_TRANSACTION);
        assertThat(transaction).isInstanceOf(EtagMismatchException.class);
    }

    @Test
    void conditions_reach_the_store() {
        run(client.save(
                "k",
                1,
                StateOptions.ifMatch("7")
                        .withConsistency(Consistency.STRONG)
                        .withTtl(Duration.ofSeconds(5))
                        .withMetadata(Map.of("a", "b"))));
        run(client.delete("k", StateOptions.ifMatch("8")));
        StoreSet set = (StoreSet) store.requests.get(0);
        assertThat(set.etag()).isEqualTo("7");
        assertThat(set.concurrency()).isEqualTo(Concurrency.FIRST_WRITE);
        assertThat(set.consistency()).isEqualTo(Consistency.STRONG);
        assertThat(set.ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(set.metadata()).containsEntry("a", "b");
        assertThat(((StoreDelete) store.requests.get(1)).etag()).isEqualTo("8");
    }

    @ParameterizedTest
    @CsvSource({"60, PT60S", "1, PT1S", "0, PT0S", "-1, PT0S"})
    void a_ttl_may_stand_in_the_metadata(String text, Duration expected) {
        run(client.save("k", 1, StateOptions.DEFAULT.withMetadata(Map.of("ttlInSeconds", text))));
        assertThat(((StoreSet) store.requests.get(0)).ttl()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "1.5", "soon", "1s", "99999999999"})
    void a_ttl_that_is_none_is_refused_before_the_store_is_asked(String text) {
        StateStoreException failure =
                failureOf(client.save("k", 1, StateOptions.DEFAULT.withMetadata(Map.of("ttlInSeconds", text))));
        assertThat(failure.code()).isEqualTo(ErrorCode.STATE_SAVE);
        assertThat(failure).hasMessageContaining("'" + text + "'").hasMessageContaining("expected:");
        assertThat(store.requests).isEmpty();
    }

    @Test
    void a_part_of_a_second_is_rounded_up_so_that_no_ttl_becomes_endless() {
        run(client.save("k", 1, StateOptions.expiringAfter(Duration.ofMillis(1))));
        run(client.save("k", 1, StateOptions.expiringAfter(Duration.ofMillis(1001))));
        assertThat(store.requests)
                .extracting(request -> ((StoreSet) request).ttl())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void a_bulk_read_gives_what_it_found_and_then_names_what_it_could_not_read() {
        run(client.saveAll(Map.of("a", 1, "b", 2)));
        store.badKeys.put("app||c", new IOException("bad sector"));
        store.values.put("app||d", new StoredValue(StateValue.json("\"text\"".getBytes(StandardCharsets.UTF_8)), "1"));
        StepVerifier.create(client.getAll(List.of("a", "missing", "b", "c", "d", "a"), INTEGER)
                        .map(StateEntry::key)
                        .sort())
                .expectErrorSatisfies(
                        error -> assertThat(error).isInstanceOfSatisfying(BulkStateException.class, bulk -> {
                            assertThat(bulk.failures()).containsOnlyKeys("c", "d");
                            assertThat(bulk.failures().get("c")).isInstanceOf(StateStoreUnavailableException.class);
                            assertThat(bulk.failures().get("d")).isInstanceOf(CodecException.class);
                            assertThat(bulk.code()).isEqualTo(ErrorCode.STATE_BULK_GET);
                        }))
                .verify(StateFixture.LIMIT);
        StepVerifier.create(client.getAll(List.of("a", "b", "c"), INTEGER).map(StateEntry::key))
                .expectNext("a", "b")
                .expectError(BulkStateException.class)
                .verify(StateFixture.LIMIT);
    }

    @Test
    void a_bulk_write_that_fails_in_part_names_the_users_keys() {
        store.next(new IOException("timeout"), new EtagMismatchException("app||b", null, null));
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put("a", 1);
        values.put("b", 2);
        values.put("c", 3);
        BulkStateException failure = (BulkStateException) failureOf(client.saveAll(values));
        assertThat(failure.failures()).containsOnlyKeys("a", "b");
        assertThat(failure.failures().get("a"))
                .isInstanceOf(StateStoreUnavailableException.class)
                .hasMessageEndingWith("statestore: timeout (key a)");
        assertThat(failure.failures().get("b")).isInstanceOf(EtagMismatchException.class);
        assertThat(store.values).containsOnlyKeys("app||c");
    }

    @Test
    void a_transaction_reaches_the_store_whole_and_in_order() {
        run(client.transaction(
                List.of(
                        StateOperation.upsert("a", 1),
                        StateOperation.delete("b", StateOptions.ifMatch("7")),
                        StateOperation.upsert("c", 3, StateOptions.expiringAfter(Duration.ofSeconds(9)))),
                Map.of("ttlInSeconds", "5")));
        List<?> operations = (List<?>) store.requests.get(0);
        assertThat(operations)
                .extracting(operation -> ((StoreOperation) operation).key())
                .containsExactly("app||a", "app||b", "app||c");
        assertThat(((StoreSet) operations.get(0)).ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(((StoreDelete) operations.get(1)).etag()).isEqualTo("7");
        assertThat(((StoreSet) operations.get(2)).ttl()).isEqualTo(Duration.ofSeconds(9));
        run(client.transaction(List.of()));
        assertThat(store.requests).hasSize(1);
    }

    @Test
    void what_the_store_cannot_do_is_said_by_its_code() {
        store.maxTransactionSize = 1;
        List<StateOperation> two = List.of(StateOperation.delete("a"), StateOperation.delete("b"));
        StateStoreException tooMany = failureOf(client.transaction(two));
        assertThat(tooMany.code()).isEqualTo(ErrorCode.STATE_STORE_TOO_MANY_TRANSACTIONS);
        assertThat(tooMany).hasMessageContaining("2 operations").hasMessageContaining("supports: 1");
        store.features = Set.of();
        assertThat(failureOf(client.transaction(two)).code()).isEqualTo(ErrorCode.STATE_STORE_NOT_TRANSACTIONAL);
        assertThat(failureOf(client.query(new StateQuery(null, List.of(), 0, null, Map.of()), INTEGER))
                        .code())
                .isEqualTo(ErrorCode.STATE_STORE_NOT_QUERYABLE);
        assertThat(store.requests).isEmpty();
    }

    @Test
    void a_query_gives_keys_without_their_prefix_whosever_they_are() {
        store.values.put("app||a", new StoredValue(StateValue.json(new byte[] {'1'}), "1"));
        store.values.put("other||b", new StoredValue(StateValue.json(new byte[] {'2'}), "1"));
        StatePage<Integer> page =
                Objects.requireNonNull(client.query(new StateQuery(null, List.of(), 0, null, Map.of()), INTEGER)
                        .block(StateFixture.LIMIT));
        assertThat(page.entries()).extracting(StateEntry::key).containsExactlyInAnyOrder("a", "b");
        assertThat(page.token()).isEqualTo("more");
    }

    @Test
    void json_that_does_not_fit_the_type_names_store_and_key() {
        run(client.save("k", "text"));
        assertThatThrownBy(() -> client.get("k", Integer.class).block(StateFixture.LIMIT))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("state key k in state store statestore");
    }

    @Test
    void every_operation_is_observed_under_its_name() {
        run(client.get("k", Integer.class));
        run(client.save("k", 1));
        run(client.delete("k"));
        run(client.getAll(List.of("k"), INTEGER).then());
        run(client.saveAll(Map.of("k", 1)));
        run(client.deleteAll(List.of("k")));
        run(client.transaction(List.of(StateOperation.delete("k"))));
        run(client.query(new StateQuery(null, List.of(), 0, null, Map.of()), INTEGER));
        assertThat(fixture.observed)
                .containsExactly(
                        "STATE statestore get",
                        "STATE statestore set",
                        "STATE statestore delete",
                        "STATE statestore bulk_get",
                        "STATE statestore bulk_set",
                        "STATE statestore bulk_delete",
                        "STATE statestore transaction",
                        "STATE statestore query");
    }

    @Test
    void nothing_happens_before_subscription() {
        Mono<Void> save = client.save("k", 1);
        assertThat(store.requests).isEmpty();
        run(save);
        run(save);
        assertThat(store.requests).hasSize(2);
    }

    private static void run(Mono<?> call) {
        call.block(StateFixture.LIMIT);
    }

    private static StateStoreException failureOf(Mono<?> call) {
        StateStoreException failure =
                catchThrowableOfType(StateStoreException.class, () -> call.block(StateFixture.LIMIT));
        return Objects.requireNonNull(failure, "the call has succeeded");
    }
}
