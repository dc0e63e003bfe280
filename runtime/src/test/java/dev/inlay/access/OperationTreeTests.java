package dev.inlay.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules for operations are found where Dapr finds them. */
class OperationTreeTests {

    @ParameterizedTest
    @CsvSource({
        "/orders, /orders, true",
        "orders, /orders/, true",
        "/orders, /orders/42, true",
        "/orders, /order, false",
        "/orders/42, /orders, false",
        "/orders/*, /orders/42, true",
        "/orders/*, /orders, true",
        "/orders/*, /orders/42/items, false",
        "/orders/**, /orders/42/items, true",
        "/orders/**, /orders, true",
        "/orders/**/items, /orders/42/items, true",
        "/orders/**/items, /orders/42/lines, false",
        "/orders/*/items, /orders/42/items, false",
        "/or*s, /orders, true",
        "/or*s, /ors, true",
        "/or*s, /order, false",
        "/*ab*c, /xxabyabzc, true",
        "/*, /, true",
        "/, /, true",
        "/, /a, false",
        "/**, /a/b/c, true",
        "/orders//42, /orders/42, true",
        "/svc.Greeter/Say*, /svc.Greeter/SayHello, true"
    })
    void aPathIsFoundByItsPattern(String pattern, String operation, boolean found) {
        assertThat(find(operation, pattern) != null).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "/orders/42, /orders/*;/orders/42, /orders/*",
        "/orders/42, /orders/42;/orders/*, /orders/42",
        "/orders/42/items, /orders/42;/orders/42/items, /orders/42",
        "/orders/42/items, /orders/**;/orders/42/items, /orders/**",
        "/orders/42/items, /or*/42/items;/orders/**, /or*/42/items"
    })
    void ofSeveralThatFitTheFirstOnTheWayCounts(String operation, String patterns, String expected) {
        assertThat(find(operation, patterns.split(";"))).isEqualTo(expected);
    }

    @Test
    void ofTwoRulesForOnePathTheFirstCounts() {
        OperationTree tree = new OperationTree();
        tree.add("/a", new OperationRule(Set.of(), true));
        tree.add("a/", new OperationRule(Set.of(), false));

        assertThat(tree.find("/a")).isEqualTo(new OperationRule(Set.of(), true));
    }

    @Test
    void anEmptyTreeFindsNothing() {
        assertThat(new OperationTree().find("/a")).isNull();
    }

    private static @Nullable String find(String operation, String... patterns) {
        OperationTree tree = new OperationTree();
        Map<OperationRule, String> names = new HashMap<>();
        for (String pattern : patterns) {
            OperationRule rule = new OperationRule(Set.of(pattern), true);
            names.put(rule, pattern);
            tree.add(pattern, rule);
        }
        OperationRule found = tree.find(operation);
        return found == null ? null : names.get(found);
    }
}
