package dev.inlay.component.local.state;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.state.StateQuery;
import dev.inlay.state.StateQuery.And;
import dev.inlay.state.StateQuery.Compare;
import dev.inlay.state.StateQuery.Filter;
import dev.inlay.state.StateQuery.In;
import dev.inlay.state.StateQuery.Or;
import dev.inlay.state.StateQuery.Sort;
import dev.inlay.state.StateQueryResult;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoredValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches values by looking at each. Values that are no JSON objects are found only where there is no filter. A page's
 * token is the number of values before the next page, so values written between two pages may shift what comes.
 */
final class MemoryQuery {

    private final StateQuery query;
    private final JsonCodec json;

    MemoryQuery(StateQuery query, JsonCodec json) {
        this.query = query;
        this.json = json;
    }

    /** A value with its JSON read, which is null if it is none. */
    private record Candidate(
            StoreGetResult result, @Nullable Object document) {}

    /** Searches the values, which are alive. */
    StateQueryResult run(Stream<Map.Entry<String, StoredValue>> values) {
        List<StoreGetResult> found = values.map(this::candidate)
                .filter(candidate -> query.filter() == null || matches(query.filter(), candidate.document()))
                .sorted(order())
                .map(Candidate::result)
                .toList();
        int from = Math.min(offset(query.token()), found.size());
        int limit = query.limit() <= 0 ? found.size() : query.limit();
        int to = Math.min(from + limit, found.size());
        String next = to < found.size() ? Integer.toString(to) : null;
        return new StateQueryResult(found.subList(from, to), next, Map.of());
    }

    private static int offset(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(token);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("query token '" + token + "' (expected: the token of a page before)", e);
        }
    }

    private Candidate candidate(Map.Entry<String, StoredValue> entry) {
        StoredValue stored = entry.getValue();
        return new Candidate(StoreGetResult.found(entry.getKey(), stored), document(stored));
    }

    private @Nullable Object document(StoredValue stored) {
        try {
            return json.decode(stored.value().bytes(), Object.class);
        } catch (CodecException e) {
            return null;
        }
    }

    /** By the keys asked for, then by the value's own key, so that pages do not overlap. */
    private Comparator<Candidate> order() {
        Comparator<Candidate> byKey =
                Comparator.comparing(candidate -> candidate.result().key());
        List<Sort> sorts = new ArrayList<>(query.sort());
        Collections.reverse(sorts);
        Comparator<Candidate> order = byKey;
        for (Sort sort : sorts) {
            Comparator<Candidate> first =
                    (a, b) -> sortOrder(at(a.document(), sort.key()), at(b.document(), sort.key()));
            order = (sort.descending() ? first.reversed() : first).thenComparing(order);
        }
        return order;
    }

    /** Kinds apart, so that the order is one: first what is absent, then numbers, then text, then the rest. */
    private static int sortOrder(@Nullable Object a, @Nullable Object b) {
        int kinds = Integer.compare(kind(a), kind(b));
        Integer compared = kinds == 0 && a != null && b != null ? compare(a, b) : null;
        return compared == null ? kinds : compared;
    }

    private static int kind(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Number) {
            return 1;
        }
        return value instanceof String ? 2 : 3;
    }

    private static boolean matches(Filter filter, @Nullable Object document) {
        if (filter instanceof Compare condition) {
            return holds(condition, at(document, condition.key()));
        }
        if (filter instanceof In in) {
            Object actual = at(document, in.key());
            return in.values().stream().anyMatch(value -> same(actual, value));
        }
        if (filter instanceof And and) {
            return and.filters().stream().allMatch(part -> matches(part, document));
        }
        return ((Or) filter).filters().stream().anyMatch(part -> matches(part, document));
    }

    private static boolean holds(Compare condition, @Nullable Object actual) {
        Object expected = condition.value();
        return switch (condition.operator()) {
            case EQ -> same(actual, expected);
            case NEQ -> !same(actual, expected);
            case GT -> order(actual, expected, compared -> compared > 0);
            case GTE -> order(actual, expected, compared -> compared >= 0);
            case LT -> order(actual, expected, compared -> compared < 0);
            case LTE -> order(actual, expected, compared -> compared <= 0);
        };
    }

    /** What is not there or of another kind is neither greater nor less. */
    private static boolean order(@Nullable Object actual, Object expected, IntPredicate wanted) {
        Integer compared = actual == null ? null : compare(actual, expected);
        return compared != null && wanted.test(compared);
    }

    private static boolean same(@Nullable Object a, Object b) {
        return a instanceof Number && b instanceof Number ? Objects.equals(compare(a, b), 0) : b.equals(a);
    }

    /** How two numbers or two texts compare; null if they are anything else. */
    private static @Nullable Integer compare(Object a, Object b) {
        if (a instanceof Number && b instanceof Number) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
        }
        return a instanceof String left && b instanceof String right ? Integer.valueOf(left.compareTo(right)) : null;
    }

    /** What is at a path of names joined by dots; null if there is nothing. */
    private static @Nullable Object at(@Nullable Object document, String path) {
        Object at = document;
        for (String name : path.split("\\.")) {
            at = at instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return at;
    }
}
