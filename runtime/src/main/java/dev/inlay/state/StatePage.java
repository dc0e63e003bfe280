package dev.inlay.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what a query found.
 *
 * @param entries the values, in the order asked for
 * @param token what to give for the next page; null if this is the last
 */
public record StatePage<T>(
        List<StateEntry<T>> entries, @Nullable String token) {}
