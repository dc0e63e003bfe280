package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.json;
import static dev.inlay.testkit.state.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StoredValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values end when their time has come ({@link StateFeature#TTL}). */
interface TtlRules extends StateRules {

    Duration SHORT = Duration.ofSeconds(1);
    Duration LONG = Duration.ofHours(1);

    @Test
    default void a_value_is_there_until_it_expires() {
        underTest().requires(StateFeature.TTL);
        underTest().set("app||endless", json("stays"));
        expiring("app||long", LONG);
        expiring("app||short", SHORT);
        underTest().letExpire(SHORT);
        underTest().assertAbsent("app||short");
        assertThat(underTest().bulkGet(List.of("app||short", "app||long", "app||endless")))
                .containsOnlyKeys("app||long", "app||endless");
    }

    @Test
    default void the_store_tells_the_expiry_rightly_or_not_at_all() {
        underTest().requires(StateFeature.TTL);
        expiring("app||k", LONG);
        expiring("app||longer", LONG.plusSeconds(100));
        StoredValue longer = underTest().existing("app||longer");
        StoredValue shorter = underTest().existing("app||k");
        if (shorter.expiresAt() != null && longer.expiresAt() != null) {
            assertThat(Duration.between(shorter.expiresAt(), longer.expiresAt()))
                    .isBetween(Duration.ofSeconds(98), Duration.ofSeconds(110));
        }
        expiring("app||k", Duration.ZERO);
        assertThat(underTest().existing("app||k").expiresAt()).isNull();
    }

    @Test
    default void a_ttl_of_zero_ends_the_expiry() {
        underTest().requires(StateFeature.TTL);
        expiring("app||k", SHORT);
        expiring("app||k", Duration.ZERO);
        underTest().letExpire(SHORT);
        underTest().existing("app||k");
    }

    @Test
    default void a_write_without_ttl_ends_or_keeps_the_expiry_as_the_store_says() {
        underTest().requires(StateFeature.TTL);
        expiring("app||k", SHORT);
        expiring("app||k", null);
        underTest().letExpire(SHORT);
        if (underTest().kit().keepsExpiryOnWriteWithoutTtl()) {
            underTest().assertAbsent("app||k");
        } else {
            underTest().existing("app||k");
        }
    }

    @Test
    default void a_new_ttl_replaces_the_old() {
        underTest().requires(StateFeature.TTL);
        expiring("app||k", SHORT);
        expiring("app||k", LONG);
        underTest().letExpire(SHORT);
        underTest().existing("app||k");
        expiring("app||k", SHORT);
        underTest().letExpire(SHORT);
        underTest().assertAbsent("app||k");
    }

    @Test
    default void where_a_value_has_expired_a_first_write_succeeds() {
        underTest().requires(StateFeature.TTL);
        underTest().requires(StateFeature.ETAG);
        expiring("app||k", SHORT);
        assertThat(underTest().failureOf(write("app||k", json("early"), (String) null, Concurrency.FIRST_WRITE)))
                .isInstanceOf(EtagMismatchException.class);
        underTest().letExpire(SHORT);
        underTest().apply(write("app||k", json("next"), (String) null, Concurrency.FIRST_WRITE));
        underTest().assertHolds("app||k", json("next"));
        underTest().letExpire(SHORT);
        underTest().assertHolds("app||k", json("next"));
    }

    @Test
    default void the_etag_of_an_expired_value_counts_like_that_of_a_deleted_one() {
        underTest().requires(StateFeature.TTL);
        underTest().requires(StateFeature.ETAG);
        expiring("app||k", SHORT);
        String etag = underTest().etagOf("app||k");
        underTest().letExpire(SHORT);
        if (underTest().kit().refusesEtagOfAbsentKey()) {
            assertThat(underTest().failureOf(write("app||k", json("late"), etag, Concurrency.FIRST_WRITE)))
                    .isInstanceOf(EtagMismatchException.class);
            underTest().assertAbsent("app||k");
        } else {
            underTest().apply(write("app||k", json("late"), etag, Concurrency.FIRST_WRITE));
            underTest().assertHolds("app||k", json("late"));
        }
    }

    @Test
    default void values_expire_from_transactions_too() {
        underTest().requires(StateFeature.TTL);
        underTest().requires(StateFeature.TRANSACTIONAL);
        underTest()
                .transact(write("app||short", json(1), SHORT, Concurrency.UNSPECIFIED), write("app||endless", json(2)));
        underTest().letExpire(SHORT);
        underTest().assertAbsent("app||short");
        underTest().assertHolds("app||endless", json(2));
    }

    private void expiring(String key, @Nullable Duration ttl) {
        underTest().apply(write(key, json("value"), ttl, Concurrency.UNSPECIFIED));
    }
}
