package dev.inlay.state;

import org.jspecify.annotations.Nullable;

/** One write or delete, as a store gets it. */
public sealed interface StoreOperation permits StoreSet, StoreDelete {

    /** The full key. */
    String key();

    /** The ETag the value must have; null for any. Never empty text. */
    @Nullable String etag();

    Concurrency concurrency();
}
