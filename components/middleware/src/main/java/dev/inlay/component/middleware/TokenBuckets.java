package dev.inlay.component.middleware;

import dev.inlay.time.TimeSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * For each name a bucket that fills with time; every request takes something out. A full bucket is as good as none and is
 * forgotten, so the memory is that of the requests of one moment. Thread-safe.
 */
final class TokenBuckets {

    private static final int WORTH_CLEARING = 1_000;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int capacity;
    private final TimeSource time;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicLong cleared;

    /**
     * A bucket after a request.
     *
     * @param tokens what is in it
     * @param at when
     * @param served whether the request got what it wanted
     */
    record Bucket(double tokens, long at, boolean served) {}

    TokenBuckets(double perSecond, TimeSource time) {
        this.perSecond = perSecond;
        this.capacity = (int) Math.max(1, Math.floor(perSecond));
        this.time = time;
        this.cleared = new AtomicLong(time.nanoTime());
    }

    /** Takes one token, if there is one. */
    Bucket take(String name) {
        long now = time.nanoTime();
        forgetFull(now);
        Bucket after = buckets.compute(name, (key, before) -> after(before, now));
        return after;
    }

    private Bucket after(@Nullable Bucket before, long now) {
        double tokens = before == null ? capacity : filled(before, now);
        return tokens >= 1 ? new Bucket(tokens - 1, now, true) : new Bucket(tokens, now, false);
    }

    private double filled(Bucket bucket, long now) {
        return Math.min(capacity, bucket.tokens() + Math.max(0, now - bucket.at()) / NANOS * perSecond);
    }

    private void forgetFull(long now) {
        long last = cleared.get();
        boolean mayHaveFilled = now - last > capacity / perSecond * NANOS;
        if (mayHaveFilled && buckets.size() >= WORTH_CLEARING && cleared.compareAndSet(last, now)) {
            buckets.values().removeIf(bucket -> filled(bucket, now) >= capacity);
        }
    }

    /** How many names are remembered. */
    int size() {
        return buckets.size();
    }
}
