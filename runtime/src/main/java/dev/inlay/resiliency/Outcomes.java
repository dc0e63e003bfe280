package dev.inlay.resiliency;

import org.jspecify.annotations.Nullable;

/**
 * Tells a policy what a result means.
 *
 * @param <T> the values of the operation
 */
public interface Outcomes<T> {

    /** The status that makes this value a failure; null if it is a success. */
    default @Nullable StatusCode failureOf(T value) {
        return null;
    }

    /** The status of an error; null if it has none. */
    default @Nullable StatusCode statusOf(Throwable error) {
        return null;
    }

    /** Whether making the call again can help after this error, which may stand for a value that is a failure. */
    default boolean isRetryable(Throwable error) {
        return true;
    }

    /** Releases a failed value that will not be handed on because the call is made again. */
    default void discard(T value) {}

    /** Every value is a success, every error may be retried. */
    static <T> Outcomes<T> errorsOnly() {
        return new Outcomes<>() {};
    }
}
