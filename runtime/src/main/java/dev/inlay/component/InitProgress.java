package dev.inlay.component;

import dev.inlay.error.Reason;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, while one component is awaited, what it waits for: a line at the first failure, and then one in
 * {@link #LINE_PERIOD} at most.
 */
final class InitProgress {

    /** The least time between two lines about one component. */
    static final Duration LINE_PERIOD = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(ComponentRegistry.class);

    private final String displayName;
    private final Duration limit;
    private final TimeSource time;
    private final long startedNanos;
    private volatile @Nullable Throwable lastFailure;
    private volatile @Nullable Long lastLineNanos;

    InitProgress(String displayName, Duration limit, TimeSource time) {
        this.displayName = displayName;
        this.limit = limit;
        this.time = time;
        this.startedNanos = time.nanoTime();
    }

    /** Notes why an attempt failed. */
    void failed(Throwable failure) {
        lastFailure = failure;
        report();
    }

    /** Writes a line, unless one was written a moment ago. */
    void report() {
        Long last = lastLineNanos;
        if (last != null && time.since(last).compareTo(LINE_PERIOD) < 0) {
            return;
        }
        lastLineNanos = time.nanoTime();
        LOG.warn(
                "{} is not ready yet: {}; waiting up to {}, {} left",
                displayName,
                reason(),
                TimeText.of(limit),
                TimeText.of(limit.minus(time.since(startedNanos))));
    }

    private String reason() {
        Throwable failure = lastFailure;
        return failure == null ? "no answer so far" : Reason.of(failure);
    }

    /** The failure when the limit has passed. */
    ComponentInitException timedOut() {
        Throwable failure = lastFailure;
        return new ComponentInitException(
                displayName,
                "init timeout for component " + displayName + " after " + TimeText.of(limit) + ": " + reason(),
                failure != null ? failure : new TimeoutException("no answer within " + TimeText.of(limit)));
    }
}
