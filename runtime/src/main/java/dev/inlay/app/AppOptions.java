package dev.inlay.app;

import dev.inlay.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an application that is a process of its own is reached.
 *
 * @param address the host it listens on
 * @param port the port it listens on; 0 if it takes no calls
 * @param maxConcurrency how many calls it is given at a time; 0 or less for any number
 * @param apiToken sent along with every call so that it can tell who calls; null for none
 * @param health how its health is asked for; null to take it as healthy
 */
public record AppOptions(
        String address,
        int port,
        Protocol protocol,
        int maxConcurrency,
        @Nullable String apiToken,
        @Nullable HealthCheck health) {

    /** What an application speaks. */
    public enum Protocol {
        HTTP,
        HTTPS,
        H2C,
        GRPC,
        GRPCS;

        /** Whether the connection is encrypted. */
        public boolean isSecure() {
            return this == HTTPS || this == GRPCS;
        }

        /** Whether it is gRPC, not HTTP. */
        public boolean isGrpc() {
            return this == GRPC || this == GRPCS;
        }
    }

    /**
     * How an application's health is asked for.
     *
     * @param path the path to ask; HTTP only
     * @param interval from one question to the next
     * @param timeout how long an answer may take; not longer than the interval
     * @param threshold how many failures in a row make it unhealthy
     */
    public record HealthCheck(String path, Duration interval, Duration timeout, int threshold) {

        public HealthCheck {
            if (interval.isNegative() || interval.isZero() || timeout.compareTo(interval) > 0) {
                throw new IllegalArgumentException("the timeout of the application's health check is "
                        + Durations.format(timeout) + " and its interval is " + Durations.format(interval)
                        + " (expected: a positive interval, and a timeout that is not longer)");
            }
            if (threshold < 1) {
                throw new IllegalArgumentException(
                        "the threshold of the application's health check is " + threshold + " (expected: 1 or more)");
            }
        }
    }
}
