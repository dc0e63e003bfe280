package dev.inlay.state;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search by content (Dapr's query API, alpha).
 *
 * @param filter what to find; null for everything
 * @param sort by what to order
 * @param limit how many at the most; 0 for the store's default
 * @param token where the page before ended; null for the first
 * @param metadata the request's metadata
 */
public record StateQuery(
        @Nullable Filter filter,
        List<Sort> sort,
        int limit,
        @Nullable String token,
        Map<String, String> metadata) {

    /** A condition on values. Keys are paths of names joined by dots. */
    public sealed interface Filter {}

    /** The operators that compare one key with one value. */
    public enum Operator {
        EQ,
        NEQ,
        GT,
        GTE,
        LT,
        LTE
    }

    /** The key's value compares with this one. */
    public record Compare(Operator operator, String key, Object value) implements Filter {}

    /** The key's value is one of these. */
    public record In(String key, List<Object> values) implements Filter {}

    /** All hold. */
    public record And(List<Filter> filters) implements Filter {}

    /** At least one holds. */
    public record Or(List<Filter> filters) implements Filter {}

    /** Order by this key. */
    public record Sort(String key, boolean descending) {}
}
