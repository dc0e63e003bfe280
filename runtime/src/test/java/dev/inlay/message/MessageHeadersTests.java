package dev.inlay.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageHeadersTests {

    @Test
    void names_count_in_any_case_and_keep_the_one_they_first_had() {
        MessageHeaders headers = MessageHeaders.builder()
                .add("X-Many", "1")
                .add("x-other", "a")
                .add("x-MANY", "2")
                .build();
        assertThat(headers.first("x-many")).isEqualTo("1");
        assertThat(headers.all("X-MANY")).containsExactly("1", "2");
        assertThat(headers.contains("X-Other")).isTrue();
        List<String> names = new ArrayList<>();
        headers.forEach((name, values) -> names.add(name + values));
        assertThat(names).containsExactly("X-Many[1, 2]", "x-other[a]");
    }

    @Test
    void an_absent_field_has_no_values() {
        assertThat(MessageHeaders.empty().first("x")).isNull();
        assertThat(MessageHeaders.of("a", "b").all("x")).isEmpty();
        assertThat(MessageHeaders.of("a", "b").contains("x")).isFalse();
    }

    @Test
    void a_builder_changes_fields_without_a_trace_in_what_it_began_with() {
        MessageHeaders before = MessageHeaders.builder()
                .add("a", "1")
                .add("b", "2")
                .add("c", "3")
                .build();
        MessageHeaders after =
                before.toBuilder().remove("B").set("C", "4").add("a", "5").build();
        assertThat(after.all("a")).containsExactly("1", "5");
        assertThat(after.contains("b")).isFalse();
        assertThat(after.all("c")).containsExactly("4");
        assertThat(before.all("a")).containsExactly("1");
        assertThat(before.all("b")).containsExactly("2");
        assertThat(before.all("c")).containsExactly("3");
        assertThat(after.toBuilder().remove("a").remove("c").build()).isSameAs(MessageHeaders.empty());
    }

    @Test
    void equal_means_the_same_fields_whatever_their_order_and_case() {
        MessageHeaders one =
                MessageHeaders.builder().add("a", "1").add("b", "2").build();
        MessageHeaders other =
                MessageHeaders.builder().add("B", "2").add("A", "1").build();
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(MessageHeaders.of("a", "1"));
        assertThat(one).isNotEqualTo(one.toBuilder().set("b", "3").build());
        assertThat(one).isNotEqualTo(one.toBuilder().remove("b").add("c", "2").build());
    }

    @Test
    void more_fields_than_usual_fit() {
        MessageHeaders.Builder builder = MessageHeaders.builder();
        for (int i = 0; i < 1000; i++) {
            builder.add("name-" + i, "value-" + i);
        }
        assertThat(builder.build().first("NAME-999")).isEqualTo("value-999");
    }

    @Test
    void values_do_not_show() {
        assertThat(MessageHeaders.of("Authorization", "secret")).hasToString("[authorization]");
    }
}
