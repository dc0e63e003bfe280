package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.deletion;
import static dev.inlay.testkit.state.StoreUnderTest.json;
import static dev.inlay.testkit.state.StoreUnderTest.raw;
import static dev.inlay.testkit.state.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreOperation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several operations happen all or not at all ({@link StateFeature#TRANSACTIONAL}). */
interface TransactionRules extends StateRules {

    @Test
    default void a_transaction_writes_and_deletes() {
        underTest().requires(StateFeature.TRANSACTIONAL);
        underTest().set("app||old", json("old"));
        underTest().transact(write("app||a", json("A")), new StoreDelete("app||old"), write("app||b", raw("B")));
        underTest().assertHolds("app||a", json("A"));
        underTest().assertAbsent("app||old");
        underTest().assertHolds("app||b", raw("B"));
    }

    @Test
    default void operations_on_one_key_happen_in_their_order() {
        underTest().requires(StateFeature.TRANSACTIONAL);
        underTest()
                .transact(
                        write("app||k", json(1)),
                        write("app||k", json(2)),
                        new StoreDelete("app||gone"),
                        new StoreDelete("app||k"),
                        write("app||k", json(3)),
                        write("app||gone", json(4)),
                        new StoreDelete("app||gone"));
        underTest().assertHolds("app||k", json(3));
        underTest().assertAbsent("app||gone");
    }

    @Test
    default void an_empty_transaction_succeeds() {
        underTest().requires(StateFeature.TRANSACTIONAL);
        underTest().transact();
        underTest().assertAbsent("app||k");
    }

    @Test
    default void one_refused_etag_undoes_the_whole_transaction() {
        underTest().requires(StateFeature.TRANSACTIONAL);
        underTest().requires(StateFeature.ETAG);
        underTest().set("app||contested", json("old"));
        String stale = underTest().etagOf("app||contested");
        underTest().set("app||contested", json("current"));

        assertNothingHappens(write("app||contested", json("late"), stale, Concurrency.FIRST_WRITE));
        assertNothingHappens(deletion("app||contested", stale, Concurrency.FIRST_WRITE));
        assertNothingHappens(write("app||contested", json("late"), (String) null, Concurrency.FIRST_WRITE));
        underTest().assertHolds("app||contested", json("current"));
    }

    @Test
    default void right_etags_in_a_transaction_are_taken() {
        underTest().requires(StateFeature.TRANSACTIONAL);
        underTest().requires(StateFeature.ETAG);
        underTest().set("app||a", json(1));
        underTest().set("app||b", json(1));
        underTest()
                .transact(
                        write("app||a", json(2), underTest().etagOf("app||a"), Concurrency.FIRST_WRITE),
                        deletion("app||b", underTest().etagOf("app||b"), Concurrency.FIRST_WRITE),
                        write("app||c", json(2), (String) null, Concurrency.FIRST_WRITE));
        underTest().assertHolds("app||a", json(2));
        underTest().assertAbsent("app||b");
        underTest().assertHolds("app||c", json(2));
    }

    @Test
    default void a_second_client_sees_what_the_first_has_done() throws Exception {
        underTest().requires(StateFeature.TRANSACTIONAL);
        var second = underTest().secondClient();
        underTest().transact(write("app||a", json(1)), write("app||b", json(2)));
        var seen = second.get(new StoreGet("app||b")).block(StoreUnderTest.TIMEOUT);
        assertThat(seen).isNotNull();
        StoreUnderTest.assertSame("app||b", json(2), seen);
    }

    /** Runs the refused operation between two others that must then not have happened. */
    private void assertNothingHappens(StoreOperation refused) {
        underTest().set("app||kept", json("kept"));
        Throwable failure = StoreUnderTest.failureOf(underTest()
                .store()
                .transact(List.of(
                        write("app||before", json(1)),
                        new StoreDelete("app||kept"),
                        refused,
                        write("app||after", json(2)))));
        assertThat(failure).isInstanceOf(EtagMismatchException.class);
        underTest().assertAbsent("app||before");
        underTest().assertHolds("app||kept", json("kept"));
        underTest().assertAbsent("app||after");
    }
}
