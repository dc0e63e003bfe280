package dev.inlay.benchmarks;

import java.time.Duration;

/**
 * A process that takes part in the calls of a side, so that its CPU time is part of their cost.
 *
 * @param role as {@code caller}, {@code application}, {@code redis}
 * @param process the process
 */
record Participant(String role, ProcessHandle process) {

    /** This Java process, which makes the calls. */
    static Participant caller() {
        return new Participant("caller", ProcessHandle.current());
    }

    /** User and system time so far, in steps of the kernel's clock tick (10 ms on Linux). */
    Duration cpuTime() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException(
                        "the CPU time of process " + process.pid() + " (" + role + ") cannot be read"));
    }
}
