package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateQuery;
import dev.inlay.state.StateQuery.And;
import dev.inlay.state.StateQuery.Compare;
import dev.inlay.state.StateQuery.Filter;
import dev.inlay.state.StateQuery.In;
import dev.inlay.state.StateQuery.Operator;
import dev.inlay.state.StateQuery.Or;
import dev.inlay.state.StateQuery.Sort;
import dev.inlay.state.StateQueryResult;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoreSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Values are found by their content ({@link StateFeature#QUERY_API}). A store that needs an index has one over the text
 * {@code city} and the number {@code age}.
 */
interface QueryRules extends StateRules {

    @Test
    default void values_are_found_by_what_they_contain() {
        underTest().requires(StateFeature.QUERY_API);
        writePeople();
        assertThat(keys(new Compare(Operator.EQ, "city", "Bern"))).containsExactlyInAnyOrder("app||ann", "app||cid");
        assertThat(keys(new In("city", List.of("Rome", "Oslo")))).containsExactlyInAnyOrder("app||bob", "app||dee");
        assertThat(keys(new Compare(Operator.GT, "age", 30))).containsExactlyInAnyOrder("app||cid", "app||dee");
        assertThat(keys(new Compare(Operator.LTE, "age", 30))).containsExactlyInAnyOrder("app||ann", "app||bob");
    }

    @Test
    default void conditions_are_joined() {
        underTest().requires(StateFeature.QUERY_API);
        writePeople();
        Filter bern = new Compare(Operator.EQ, "city", "Bern");
        Filter old = new Compare(Operator.GTE, "age", 40);
        assertThat(keys(new And(List.of(bern, old)))).containsExactly("app||cid");
        assertThat(keys(new Or(List.of(bern, old)))).containsExactlyInAnyOrder("app||ann", "app||cid", "app||dee");
    }

    @Test
    default void pages_follow_each_other_in_order() {
        underTest().requires(StateFeature.QUERY_API);
        writePeople();
        List<String> found = new ArrayList<>();
        String token = null;
        for (int page = 0; page < 3; page++) {
            StateQueryResult result = query(null, List.of(new Sort("age", true)), 3, token);
            result.items().stream().map(StoreGetResult::key).forEach(found::add);
            token = result.token();
            if (token == null) {
                break;
            }
        }
        assertThat(found).containsExactly("app||dee", "app||cid", "app||bob", "app||ann");
    }

    private void writePeople() {
        writePerson("ann", "Bern", 20);
        writePerson("bob", "Rome", 30);
        writePerson("cid", "Bern", 40);
        writePerson("dee", "Oslo", 50);
    }

    private void writePerson(String name, String city, int age) {
        underTest()
                .apply(new StoreSet(
                        "app||" + name,
                        json(Map.of("city", city, "age", age)),
                        null,
                        Concurrency.UNSPECIFIED,
                        Consistency.UNSPECIFIED,
                        null,
                        underTest().kit().queryMetadata()));
    }

    private List<String> keys(Filter filter) {
        return query(filter, List.of(), 0, null).items().stream()
                .map(StoreGetResult::key)
                .toList();
    }

    private StateQueryResult query(@Nullable Filter filter, List<Sort> sort, int limit, @Nullable String token) {
        return underTest()
                .store()
                .query(new StateQuery(
                        filter, sort, limit, token, underTest().kit().queryMetadata()))
                .blockOptional(StoreUnderTest.TIMEOUT)
                .orElseThrow();
    }
}
