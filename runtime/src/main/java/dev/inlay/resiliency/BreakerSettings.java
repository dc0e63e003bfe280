package dev.inlay.resiliency;

import java.time.Duration;

/**
 * A circuit breaker policy.
 *
 * @param policy its name
 * @param maxRequests how many calls pass while half-open; all of them must succeed to close it
 * @param interval after how long the counts of the closed state start again from zero; zero for never
 * @param timeout how long it stays open
 * @param trip when it opens
 */
record BreakerSettings(String policy, int maxRequests, Duration interval, Duration timeout, TripRule trip) {

    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    BreakerSettings {
        maxRequests = maxRequests == 0 ? 1 : maxRequests;
        timeout = timeout.isZero() ? DEFAULT_TIMEOUT : timeout;
    }
}
