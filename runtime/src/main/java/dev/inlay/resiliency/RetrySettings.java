package dev.inlay.resiliency;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A retry policy.
 *
 * @param backoff how long to wait before each repetition
 * @param maxRetries how many repetitions; negative for any number
 * @param httpStatusCodes the HTTP codes that are retried
 * @param grpcStatusCodes the gRPC codes that are retried
 */
record RetrySettings(
        Backoff backoff, int maxRetries, StatusCodeRanges httpStatusCodes, StatusCodeRanges grpcStatusCodes) {

    /** The default number of repetitions: unlimited. */
    static final int UNLIMITED = -1;

    /** Whether a failure with this status is retried. Failures without a status always are. */
    boolean matches(@Nullable StatusCode status) {
        if (status == null) {
            return true;
        }
        return switch (status.protocol()) {
            case HTTP -> httpStatusCodes.contains(status.code());
            case GRPC -> grpcStatusCodes.contains(status.code());
        };
    }

    /** The first call and its repetitions. */
    int maxAttempts() {
        return maxRetries < 0 || maxRetries == Integer.MAX_VALUE ? Integer.MAX_VALUE : maxRetries + 1;
    }

    RetrySettings withMaxRetries(int retries) {
        return new RetrySettings(backoff, retries, httpStatusCodes, grpcStatusCodes);
    }

    /** Every failure is retried. */
    static RetrySettings of(Backoff backoff, int maxRetries) {
        return new RetrySettings(backoff, maxRetries, StatusCodeRanges.ALL, StatusCodeRanges.ALL);
    }

    /** Waiting times. */
    sealed interface Backoff permits Constant, Exponential {

        /**
         * The time before a repetition.
         *
         * @param attempt how many calls have failed, from 1
         * @param random gives numbers from 0 to 1
         */
        Duration interval(int attempt, DoubleSupplier random);

        /** After how long no further repetition begins; null for no end. */
        @Nullable Duration maxElapsed();
    }

    /** Always the same time. */
    record Constant(Duration duration) implements Backoff {
        static final Duration DEFAULT_DURATION = Duration.ofSeconds(5);

        @Override
        public Duration interval(int attempt, DoubleSupplier random) {
            return duration;
        }

        @Override
        public @Nullable Duration maxElapsed() {
            return null;
        }
    }

    /** Times that grow by half from 500 ms to a limit, each up to half shorter or longer by chance. */
    record Exponential(Duration maxInterval, Duration maxElapsed) implements Backoff {
        static final Duration DEFAULT_MAX_INTERVAL = Duration.ofSeconds(60);
        static final Duration DEFAULT_MAX_ELAPSED = Duration.ofMinutes(15);
        private static final double INITIAL_NANOS = 500e6;
        private static final double FACTOR = 1.5;
        private static final double JITTER = 0.5;

        @Override
        public Duration interval(int attempt, DoubleSupplier random) {
            double grown = Math.min(INITIAL_NANOS * Math.pow(FACTOR, attempt - 1.0), maxInterval.toNanos());
            return Duration.ofNanos((long) (grown * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
        }
    }
}
