package dev.inlay.api;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.state.StateQuery;
import dev.inlay.state.StateQuery.Compare;
import dev.inlay.state.StateQuery.Filter;
import dev.inlay.state.StateQuery.Operator;
import dev.inlay.state.StateQuery.Sort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads Dapr's queries: <code>{filter: {EQ: {"a.b": 1}}, sort: [{key, order}], page: {limit, token}}</code>. */
public final class StateQueries {

    /** A query nests no deeper by hand, and what is generated deeper than this is hostile. */
    private static final int DEEPEST = 64;

    private final JsonCodec codec;

    public StateQueries(JsonCodec codec) {
        this.codec = codec;
    }

    /**
     * Reads a query.
     *
     * @param metadata goes to the store with it
     * @throws InlayException with {@code ERR_MALFORMED_REQUEST} if the body is none, saying what is wrong
     */
    public StateQuery read(byte[] body, Map<String, String> metadata) {
        Object document;
        try {
            document = codec.decode(body, Object.class);
        } catch (CodecException e) {
            throw new InlayException(
                    ErrorCode.MALFORMED_REQUEST, ErrorCode.MALFORMED_REQUEST.text(String.valueOf(e.getMessage())), e);
        }
        Map<String, Object> query = object(document, "the body");
        Map<String, Object> filter = object(query.get("filter"), "filter");
        Map<String, Object> page = object(query.get("page"), "page");
        return new StateQuery(
                filter.isEmpty() ? null : filter(filter, 0),
                sort(query.get("sort")),
                limit(page.get("limit")),
                token(page.get("token")),
                metadata);
    }

    private static Filter filter(Map<String, Object> filter, int depth) {
        if (filter.size() != 1) {
            throw malformed("a filter has " + filter.size() + " operators (expected: one, as {\"EQ\": …})");
        }
        if (depth > DEEPEST) {
            throw malformed("filters are nested more than " + DEEPEST + " deep");
        }
        Map.Entry<String, Object> only = filter.entrySet().iterator().next();
        String operator = only.getKey().toUpperCase(Locale.ROOT);
        switch (operator) {
            case "AND":
                return new StateQuery.And(filters(only.getValue(), operator, depth));
            case "OR":
                return new StateQuery.Or(filters(only.getValue(), operator, depth));
            case "IN":
                Map.Entry<String, Object> in = condition(only.getValue(), operator);
                return new StateQuery.In(in.getKey(), list(in.getValue(), "the values of IN"));
            default:
                Map.Entry<String, Object> condition = condition(only.getValue(), operator);
                return new Compare(operator(operator), condition.getKey(), condition.getValue());
        }
    }

    private static Operator operator(String name) {
        for (Operator operator : Operator.values()) {
            if (operator.name().equals(name)) {
                return operator;
            }
        }
        throw malformed("unknown filter operator " + name);
    }

    private static List<Filter> filters(@Nullable Object value, String operator, int depth) {
        List<Filter> filters = new ArrayList<>();
        for (Object each : list(value, operator)) {
            filters.add(filter(object(each, "a filter of " + operator), depth + 1));
        }
        if (filters.isEmpty()) {
            throw malformed(operator + " has no filters");
        }
        return filters;
    }

    private static Map.Entry<String, Object> condition(@Nullable Object value, String operator) {
        Map<String, Object> condition = object(value, operator);
        if (condition.size() != 1) {
            throw malformed(operator + " has " + condition.size() + " keys (expected: one)");
        }
        Map.Entry<String, Object> only = condition.entrySet().iterator().next();
        if (only.getValue() == null) {
            throw malformed(operator + " compares " + only.getKey() + " with null");
        }
        return only;
    }

    private static List<Sort> sort(@Nullable Object value) {
        List<Sort> sort = new ArrayList<>();
        for (Object each : value == null ? List.of() : list(value, "sort")) {
            Map<String, Object> item = object(each, "an item of sort");
            Object order = item.get("order");
            sort.add(new Sort(String.valueOf(item.get("key")), "DESC".equalsIgnoreCase(String.valueOf(order))));
        }
        return sort;
    }

    private static int limit(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Integer limit && limit >= 0) {
            return limit;
        }
        throw malformed("page.limit is " + value + " (expected: a whole number)");
    }

    private static @Nullable String token(@Nullable Object value) {
        return value == null || value.equals("") ? null : value.toString();
    }

    private static Map<String, Object> object(@Nullable Object value, String what) {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new HashMap<>();
            map.forEach((key, each) -> object.put(String.valueOf(key), each));
            return object;
        }
        throw malformed(what + " is no object");
    }

    private static List<Object> list(@Nullable Object value, String what) {
        if (value instanceof List<?> list && !list.contains(null)) {
            return List.copyOf(list);
        }
        throw malformed(what + " is no list of values");
    }

    private static InlayException malformed(String problem) {
        return InlayException.of(ErrorCode.MALFORMED_REQUEST, problem);
    }
}
