package dev.inlay.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was seen of one side, in one round or several.
 *
 * @param elapsed how long it ran
 * @param failures calls that failed
 * @param cpu CPU time by the role of the process
 * @param latencies of the calls that succeeded, in nanoseconds, ascending
 */
record Measurement(Duration elapsed, long failures, Map<String, Duration> cpu, long[] latencies) {

    /** All rounds as one. */
    static Measurement sum(List<Measurement> rounds) {
        Duration elapsed = Duration.ZERO;
        long failures = 0;
        Map<String, Duration> cpu = new LinkedHashMap<>();
        List<long[]> latencies = new ArrayList<>();
        for (Measurement round : rounds) {
            elapsed = elapsed.plus(round.elapsed());
            failures += round.failures();
            round.cpu().forEach((role, time) -> cpu.merge(role, time, Duration::plus));
            latencies.add(round.latencies());
        }
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Measurement(elapsed, failures, cpu, all);
    }

    long calls() {
        return latencies.length;
    }

    double callsPerSecond() {
        return calls() / (elapsed.toNanos() / 1e9);
    }

    /** CPU time of all processes for each call, in microseconds. */
    double cpuMicrosPerCall() {
        return cpu.values().stream().mapToDouble(this::microsPerCall).sum();
    }

    double microsPerCall(Duration time) {
        return calls() == 0 ? Double.NaN : time.toNanos() / 1e3 / calls();
    }

    /** The latency that this share of the calls did not exceed, in microseconds. */
    double latencyMicros(double share) {
        if (latencies.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(share * latencies.length) - 1;
        return latencies[Math.max(index, 0)] / 1e3;
    }
}
