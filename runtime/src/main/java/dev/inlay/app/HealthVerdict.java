package dev.inlay.app;

/**
 * From answers to a verdict: an application is not healthy until it has answered well once; it is no longer healthy when
 * it has failed so many times in a row. Not thread-safe.
 */
final class HealthVerdict {

    private final int threshold;
    private boolean healthy;
    private int failures;

    HealthVerdict(int threshold) {
        this.threshold = threshold;
    }

    boolean isHealthy() {
        return healthy;
    }

    /** Takes note of one answer; tells whether the verdict has changed. */
    boolean changesWith(boolean answeredWell) {
        boolean before = healthy;
        failures = answeredWell ? 0 : Math.min(failures + 1, threshold);
        healthy = answeredWell || (healthy && failures < threshold);
        return healthy != before;
    }
}
