package dev.inlay.component.local.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.codec.JsonCodec;
import dev.inlay.state.StateQuery;
import dev.inlay.state.StateQuery.Compare;
import dev.inlay.state.StateQuery.Filter;
import dev.inlay.state.StateQuery.In;
import dev.inlay.state.StateQuery.Operator;
import dev.inlay.state.StateQuery.Sort;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoredValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryQueryTests {

    private final Map<String, StoredValue> values = new LinkedHashMap<>();

    MemoryQueryTests() {
        put("whole", "{\"n\":2,\"at\":{\"city\":\"Bern\"}}");
        put("decimal", "{\"n\":2.0,\"at\":{\"city\":\"Rome\"}}");
        put("text", "{\"n\":\"2\"}");
        put("without", "{}");
        values.put("binary", new StoredValue(StateValue.raw(new byte[] {-1, 0}), "1"));
    }

    @Test
    void numbers_are_equal_by_value_and_not_to_texts() {
        assertThat(keys(new Compare(Operator.EQ, "n", 2))).containsExactlyInAnyOrder("whole", "decimal");
        assertThat(keys(new Compare(Operator.EQ, "n", "2"))).containsExactly("text");
        assertThat(keys(new Compare(Operator.NEQ, "n", 2))).containsExactlyInAnyOrder("text", "without", "binary");
    }

    @Test
    void what_is_absent_or_of_another_kind_is_neither_greater_nor_less() {
        assertThat(keys(new Compare(Operator.GTE, "n", 2))).containsExactlyInAnyOrder("whole", "decimal");
        assertThat(keys(new Compare(Operator.LT, "n", 1000))).containsExactlyInAnyOrder("whole", "decimal");
        assertThat(keys(new Compare(Operator.GT, "n", 2))).isEmpty();
    }

    @Test
    void paths_lead_into_objects() {
        assertThat(keys(new In("at.city", List.of("Bern", "Oslo")))).containsExactly("whole");
        assertThat(keys(new Compare(Operator.EQ, "at.city.name", "Bern"))).isEmpty();
    }

    @Test
    void without_a_filter_everything_is_found_in_a_stable_order() {
        assertThat(keys(null)).containsExactly("binary", "decimal", "text", "whole", "without");
    }

    @Test
    void an_order_puts_kinds_apart_and_equal_values_by_their_key() {
        StateQuery query = new StateQuery(null, List.of(new Sort("n", true)), 0, null, Map.of());
        assertThat(new MemoryQuery(query, JsonCodec.standard())
                        .run(values.entrySet().stream())
                        .items())
                .extracting(StoreGetResult::key)
                .containsExactly("text", "decimal", "whole", "binary", "without");
    }

    @Test
    void a_token_that_no_page_gave_is_refused() {
        StateQuery query = new StateQuery(null, List.of(new Sort("n", false)), 1, "page-two", Map.of());
        assertThatThrownBy(() -> new MemoryQuery(query, JsonCodec.standard()).run(values.entrySet().stream()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'page-two'");
    }

    private List<String> keys(@Nullable Filter filter) {
        return new MemoryQuery(new StateQuery(filter, List.of(), 0, null, Map.of()), JsonCodec.standard())
                .run(values.entrySet().stream()).items().stream()
                        .map(StoreGetResult::key)
                        .toList();
    }

    private void put(String key, String json) {
        values.put(key, new StoredValue(StateValue.json(json.getBytes(StandardCharsets.UTF_8)), "1"));
    }
}
