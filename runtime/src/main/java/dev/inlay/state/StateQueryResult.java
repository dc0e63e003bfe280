package dev.inlay.state;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of what a query found.
 *
 * @param items the values, in the order asked for
 * @param token what to give for the next page; null if this is the last
 * @param metadata anything else the store has to say
 */
public record StateQueryResult(
        List<StoreGetResult> items, @Nullable String token, Map<String, String> metadata) {}
