package dev.inlay.state;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conditions and wishes of one state operation. Immutable; start from {@link #DEFAULT} or a factory and add.
 *
 * @param etag the ETag the present value must have; null for any
 * @param concurrency how the write competes with others
 * @param consistency how far it must have travelled
 * @param ttl how long the value lives, in whole seconds; null for the store's default, zero for without end
 * @param metadata anything else, passed to the store
 */
public record StateOptions(
        @Nullable String etag,
        Concurrency concurrency,
        Consistency consistency,
        @Nullable Duration ttl,
        Map<String, String> metadata) {

    /** No condition and no wish. */
    public static final StateOptions DEFAULT =
            new StateOptions(null, Concurrency.UNSPECIFIED, Consistency.UNSPECIFIED, null, Map.of());

    public StateOptions {
        metadata = Map.copyOf(metadata);
        // Dapr counts an empty ETag as none.
        etag = etag == null || etag.isEmpty() ? null : etag;
        if (ttl != null && ttl.isNegative()) {
            throw new IllegalArgumentException("ttl: " + ttl + " (expected: zero or more)");
        }
    }

    /** Only if the value still has this ETag. */
    public static StateOptions ifMatch(String etag) {
        return DEFAULT.withEtag(etag).withConcurrency(Concurrency.FIRST_WRITE);
    }

    /** Only if there is no value yet. */
    public static StateOptions ifAbsent() {
        return DEFAULT.withConcurrency(Concurrency.FIRST_WRITE);
    }

    /** The value expires after this time. */
    public static StateOptions expiringAfter(Duration ttl) {
        return DEFAULT.withTtl(ttl);
    }

    public StateOptions withEtag(@Nullable String newEtag) {
        return new StateOptions(newEtag, concurrency, consistency, ttl, metadata);
    }

    public StateOptions withConcurrency(Concurrency newConcurrency) {
        return new StateOptions(etag, newConcurrency, consistency, ttl, metadata);
    }

    public StateOptions withConsistency(Consistency newConsistency) {
        return new StateOptions(etag, concurrency, newConsistency, ttl, metadata);
    }

    public StateOptions withTtl(@Nullable Duration newTtl) {
        return new StateOptions(etag, concurrency, consistency, newTtl, metadata);
    }

    public StateOptions withMetadata(Map<String, String> newMetadata) {
        return new StateOptions(etag, concurrency, consistency, ttl, newMetadata);
    }
}
