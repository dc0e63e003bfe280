package dev.inlay.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

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

    /** The memory it holds now, in MiB, as Linux counts it; shared pages count. */
    double residentMebibytes() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(status + " does not say VmRSS"));
        } catch (IOException e) {
            throw new UncheckedIOException("the memory of a process is known on Linux only", e);
        }
    }

    /** User and system time so far, in steps of the kernel's clock tick (10 ms on Linux). */
    Duration cpuTime() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException(
                        "the CPU time of process " + process.pid() + " (" + role + ") cannot be read"));
    }
}
