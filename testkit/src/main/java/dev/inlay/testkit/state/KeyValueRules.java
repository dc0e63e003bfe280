package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.json;
import static dev.inlay.testkit.state.StoreUnderTest.raw;
import static dev.inlay.testkit.state.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.BulkStateException;
import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are kept under keys, whatever the values and keys look like. */
interface KeyValueRules extends StateRules {

    @Test
    default void a_key_that_was_never_written_is_absent() {
        underTest().assertAbsent("app||never");
    }

    @Test
    default void a_value_is_read_as_it_was_written() {
        StateValue order = json(Map.of("orderId", 42, "items", List.of("a", "b"), "paid", true));
        underTest().set("app||order", order);
        underTest().assertHolds("app||order", order);
    }

    @Test
    default void the_later_value_replaces_the_earlier() {
        underTest().set("app||k", json("first"));
        underTest().set("app||k", json(Map.of("second", 2)));
        underTest().assertHolds("app||k", json(Map.of("second", 2)));
        underTest().set("app||k", raw("third"));
        underTest().assertHolds("app||k", raw("third"));
        underTest().set("app||k", json(4));
        underTest().assertHolds("app||k", json(4));
    }

    @Test
    default void every_kind_of_json_is_kept() {
        List<String> documents = List.of(
                "null",
                "true",
                "0",
                "-1.5",
                "1e3",
                "\"\"",
                "\"text\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":null}]]",
                "9007199254740993");
        for (String document : documents) {
            StateValue value = StateValue.json(raw(document).bytes());
            underTest().set("app||json", value);
            underTest().assertHolds("app||json", value);
        }
    }

    @Test
    default void an_empty_value_is_a_value() {
        underTest().set("app||empty", raw(""));
        underTest().assertHolds("app||empty", raw(""));
    }

    @Test
    default void every_byte_survives() {
        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        underTest().set("app||bytes", StateValue.raw(bytes));
        underTest().assertHolds("app||bytes", StateValue.raw(bytes.clone()));
    }

    @Test
    default void values_of_a_mebibyte_are_kept() {
        byte[] bytes = new byte[1024 * 1024];
        new Random(1).nextBytes(bytes);
        underTest().set("app||large", StateValue.raw(bytes));
        underTest().assertHolds("app||large", StateValue.raw(bytes));
        char[] text = new char[1024 * 1024];
        Arrays.fill(text, 'ü');
        StateValue largeJson = json(new String(text));
        underTest().set("app||large-json", largeJson);
        underTest().assertHolds("app||large-json", largeJson);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app||käse",
                "app||注文",
                "app||\uD83D\uDCE6",
                "app||with space",
                "app||per%cent_under",
                "app||a/b?c=d&e#f",
                "app||quote'\"`;--",
                "app||{curly}[square]*",
                "app||tab\tline\n",
                "app||Actor||id||field",
                "no-prefix"
            })
    default void keys_may_have_any_characters(String key) {
        underTest().set(key + "x", json("neighbour"));
        underTest().set(key, json(key));
        underTest().assertHolds(key, json(key));
        assertThat(underTest().bulkGet(List.of(key))).containsOnlyKeys(key);
        underTest().apply(new StoreDelete(key));
        underTest().assertAbsent(key);
        underTest().assertHolds(key + "x", json("neighbour"));
    }

    @Test
    default void keys_differ_by_case() {
        underTest().set("app||Key", json("upper"));
        underTest().assertAbsent("app||key");
    }

    @Test
    default void long_keys_are_kept_apart() {
        String prefix = "app||" + "k".repeat(500);
        underTest().set(prefix + "1", json(1));
        underTest().set(prefix + "2", json(2));
        underTest().assertHolds(prefix + "1", json(1));
        underTest().assertHolds(prefix + "2", json(2));
    }

    @Test
    default void a_deleted_key_is_absent_and_may_be_written_again() {
        underTest().set("app||k", json(1));
        underTest().apply(new StoreDelete("app||k"));
        underTest().assertAbsent("app||k");
        underTest().set("app||k", json(2));
        underTest().assertHolds("app||k", json(2));
    }

    @Test
    default void deleting_what_is_not_there_succeeds() {
        underTest().apply(new StoreDelete("app||never"));
        underTest().assertAbsent("app||never");
    }

    @Test
    default void a_bulk_read_gives_what_is_there_and_leaves_out_the_rest() {
        underTest().set("app||a", json("A"));
        underTest().set("app||b", raw("B"));
        Map<String, ?> found = underTest().bulkGet(List.of("app||a", "app||missing", "app||b"));
        assertThat(found).containsOnlyKeys("app||a", "app||b");
        StoreUnderTest.assertSame("app||a", json("A"), underTest().existingInBulk("app||a"));
        assertThat(underTest().bulkGet(List.of())).isEmpty();
    }

    @Test
    default void a_bulk_write_does_hundreds_of_writes_and_deletes() {
        underTest().set("app||gone", json("soon"));
        List<StoreOperation> operations = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            keys.add("app||bulk-" + i);
            operations.add(write("app||bulk-" + i, json(i)));
        }
        operations.add(new StoreDelete("app||gone"));
        underTest().store().bulk(operations).block(StoreUnderTest.TIMEOUT);
        assertThat(underTest().bulkGet(keys)).hasSize(300);
        underTest().assertHolds("app||bulk-299", json(299));
        underTest().assertAbsent("app||gone");
        underTest().store().bulk(List.of()).block(StoreUnderTest.TIMEOUT);
    }

    @Test
    default void a_failure_in_a_bulk_write_names_its_key_and_spares_the_others() {
        underTest().requires(StateFeature.ETAG);
        underTest().set("app||contested", json("old"));
        String stale = underTest().etagOf("app||contested");
        underTest().set("app||contested", json("current"));

        Throwable failure = StoreUnderTest.failureOf(underTest()
                .store()
                .bulk(List.of(
                        write("app||first", json(1)),
                        write("app||contested", json("late"), stale, Concurrency.FIRST_WRITE),
                        write("app||last", json(2)))));

        assertThat(failure).isInstanceOfSatisfying(BulkStateException.class, bulk -> {
            assertThat(bulk.failures()).containsOnlyKeys("app||contested");
            assertThat(bulk.failures().get("app||contested")).isInstanceOf(EtagMismatchException.class);
        });
        underTest().assertHolds("app||first", json(1));
        underTest().assertHolds("app||contested", json("current"));
        underTest().assertHolds("app||last", json(2));
    }
}
