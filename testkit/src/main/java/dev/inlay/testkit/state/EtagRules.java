package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.deletion;
import static dev.inlay.testkit.state.StoreUnderTest.json;
import static dev.inlay.testkit.state.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.InvalidEtagException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StoreDelete;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes may depend on what the writer has seen ({@link StateFeature#ETAG}). */
interface EtagRules extends StateRules {

    String KEY = "app||versioned";

    @Test
    default void every_write_gives_another_etag() {
        underTest().requires(StateFeature.ETAG);
        underTest().set(KEY, json(1));
        String first = underTest().etagOf(KEY);
        assertThat(underTest().etagOf(KEY)).as("the ETag of an untouched value").isEqualTo(first);
        underTest().set(KEY, json(1));
        assertThat(underTest().etagOf(KEY)).isNotEqualTo(first);
        assertThat(underTest().existingInBulk(KEY).etag()).isEqualTo(underTest().etagOf(KEY));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNSPECIFIED", "FIRST_WRITE"})
    default void a_write_with_the_present_etag_succeeds(Concurrency concurrency) {
        underTest().requires(StateFeature.ETAG);
        underTest().set(KEY, json(1));
        underTest().apply(write(KEY, json(2), underTest().etagOf(KEY), concurrency));
        underTest().assertHolds(KEY, json(2));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNSPECIFIED", "FIRST_WRITE"})
    default void a_write_with_an_old_etag_is_refused(Concurrency concurrency) {
        underTest().requires(StateFeature.ETAG);
        String stale = staleEtag();
        assertThat(underTest().failureOf(write(KEY, json("late"), stale, concurrency)))
                .isInstanceOf(EtagMismatchException.class);
        underTest().assertHolds(KEY, json("current"));
    }

    @Test
    default void an_etag_the_store_never_gives_is_refused() {
        underTest().requires(StateFeature.ETAG);
        underTest().set(KEY, json("current"));
        String malformed = underTest().kit().malformedEtag();
        String etag = malformed == null ? "not-an-etag" : malformed;
        Class<? extends Throwable> expected =
                malformed == null ? EtagMismatchException.class : InvalidEtagException.class;
        assertThat(underTest().failureOf(write(KEY, json("late"), etag, Concurrency.FIRST_WRITE)))
                .isInstanceOf(expected);
        assertThat(underTest().failureOf(deletion(KEY, etag, Concurrency.FIRST_WRITE)))
                .isInstanceOf(expected);
        underTest().assertHolds(KEY, json("current"));
    }

    @Test
    default void a_first_write_without_etag_succeeds_only_where_nothing_is() {
        underTest().requires(StateFeature.ETAG);
        underTest().apply(write(KEY, json("first"), (String) null, Concurrency.FIRST_WRITE));
        assertThat(underTest().failureOf(write(KEY, json("second"), (String) null, Concurrency.FIRST_WRITE)))
                .isInstanceOf(EtagMismatchException.class);
        underTest().assertHolds(KEY, json("first"));
        underTest().apply(new StoreDelete(KEY));
        underTest().apply(write(KEY, json("again"), (String) null, Concurrency.FIRST_WRITE));
        underTest().assertHolds(KEY, json("again"));
    }

    @Test
    default void a_value_written_plainly_also_stops_a_first_write() {
        underTest().requires(StateFeature.ETAG);
        underTest().set(KEY, json("plain"));
        assertThat(underTest().failureOf(write(KEY, json("second"), (String) null, Concurrency.FIRST_WRITE)))
                .isInstanceOf(EtagMismatchException.class);
        underTest().assertHolds(KEY, json("plain"));
    }

    @Test
    default void a_last_write_does_not_look_at_the_etag() {
        underTest().requires(StateFeature.ETAG);
        String stale = staleEtag();
        underTest().apply(write(KEY, json("last"), stale, Concurrency.LAST_WRITE));
        underTest().assertHolds(KEY, json("last"));
        underTest().apply(deletion(KEY, stale, Concurrency.LAST_WRITE));
        underTest().assertAbsent(KEY);
    }

    @Test
    default void a_write_without_etag_overwrites() {
        underTest().requires(StateFeature.ETAG);
        underTest().apply(write(KEY, json("first"), (String) null, Concurrency.FIRST_WRITE));
        underTest().set(KEY, json("second"));
        underTest().assertHolds(KEY, json("second"));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNSPECIFIED", "FIRST_WRITE"})
    default void a_delete_depends_on_its_etag(Concurrency concurrency) {
        underTest().requires(StateFeature.ETAG);
        String stale = staleEtag();
        assertThat(underTest().failureOf(deletion(KEY, stale, concurrency))).isInstanceOf(EtagMismatchException.class);
        underTest().assertHolds(KEY, json("current"));
        underTest().apply(deletion(KEY, underTest().etagOf(KEY), concurrency));
        underTest().assertAbsent(KEY);
    }

    @Test
    default void an_etag_where_nothing_is_counts_as_the_store_says() {
        underTest().requires(StateFeature.ETAG);
        underTest().set(KEY, json("gone"));
        String etag = underTest().etagOf(KEY);
        underTest().apply(new StoreDelete(KEY));
        if (underTest().kit().refusesEtagOfAbsentKey()) {
            assertThat(underTest().failureOf(deletion(KEY, etag, Concurrency.FIRST_WRITE)))
                    .isInstanceOf(EtagMismatchException.class);
            assertThat(underTest().failureOf(write(KEY, json("late"), etag, Concurrency.FIRST_WRITE)))
                    .isInstanceOf(EtagMismatchException.class);
            underTest().assertAbsent(KEY);
        } else {
            underTest().apply(deletion(KEY, etag, Concurrency.FIRST_WRITE));
            underTest().apply(write(KEY, json("late"), etag, Concurrency.FIRST_WRITE));
            underTest().assertHolds(KEY, json("late"));
        }
    }

    /** An ETag that was right once: the key has been written since, and holds "current". */
    private String staleEtag() {
        underTest().set(KEY, json("old"));
        String stale = underTest().etagOf(KEY);
        underTest().set(KEY, json("current"));
        return stale;
    }
}
