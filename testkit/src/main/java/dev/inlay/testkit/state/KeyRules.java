package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.StateFeature;
import org.junit.jupiter.api.Test;

/** Keys can be found and deleted by how they look. */
interface KeyRules extends StateRules {

    @Test
    default void keys_with_a_prefix_are_deleted_but_not_those_of_a_part_below() {
        underTest().requires(StateFeature.DELETE_WITH_PREFIX);
        underTest().set("app||type||1||a", json("A"));
        underTest().set("app||type||1||b", json("B"));
        underTest().set("app||type||1||b||deeper", json("C"));
        underTest().set("app||type||10||a", json("D"));

        Long deleted = underTest().store().deleteWithPrefix("app||type||1||").block(StoreUnderTest.TIMEOUT);

        assertThat(deleted).isEqualTo(2);
        underTest().assertAbsent("app||type||1||a");
        underTest().assertAbsent("app||type||1||b");
        underTest().assertHolds("app||type||1||b||deeper", json("C"));
        underTest().assertHolds("app||type||10||a", json("D"));
    }

    @Test
    default void keys_are_listed_by_a_pattern() {
        underTest().requires(StateFeature.KEYS_LIKE);
        underTest().set("list||a1", json("A"));
        underTest().set("list||a22", json("B"));
        underTest().set("list||b%", json("C"));
        underTest().set("list||b.", json("D"));

        assertThat(keys("list||a%")).containsExactlyInAnyOrder("list||a1", "list||a22");
        assertThat(keys("list||a_")).containsExactly("list||a1");
        assertThat(keys("list||b\\%")).containsExactly("list||b%");
        assertThat(keys("list||%.")).containsExactly("list||b.");
        assertThat(keys("list")).isEmpty();
    }

    private Iterable<String> keys(String pattern) {
        return underTest().store().keysLike(pattern).toIterable();
    }
}
