package dev.inlay.component;

import dev.inlay.error.Reason;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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

    private final ComponentManifest component;
    private final Supplier<@Nullable String> address;
    private final TimeSource time;
    private final long startedNanos;
    private volatile @Nullable Throwable lastFailure;
    private volatile @Nullable Long lastLineNanos;

    /** @param address where the backing service is looked for */
    InitProgress(ComponentManifest component, Supplier<@Nullable String> address, TimeSource time) {
        this.component = component;
        this.address = address;
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
                component.displayName(),
                reason(),
                TimeText.of(component.initTimeout()),
                TimeText.of(component.initTimeout().minus(time.since(startedNanos))));
    }

    private String reason() {
        Throwable failure = lastFailure;
        if (failure != null) {
            return Reason.of(failure);
        }
        String place = address.get();
        return place == null ? "no answer so far" : "no answer from " + place + " so far";
    }

    /** The failure when the limit has passed. */
    ComponentInitException timedOut() {
        Throwable failure = lastFailure;
        String limit = TimeText.of(component.initTimeout());
        return new ComponentInitException(
                component,
                address.get(),
                "init timeout for component " + component.displayName() + " after " + limit + ": " + reason(),
                failure != null ? failure : new TimeoutException("no answer within " + limit));
    }
}
