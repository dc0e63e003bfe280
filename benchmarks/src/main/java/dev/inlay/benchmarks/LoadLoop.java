package dev.inlay.benchmarks;

import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A closed loop: a fixed number of callers, each of which calls again as soon as it has its answer. */
final class LoadLoop {

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(60);

    private final TimeSource time = TimeSource.system();
    private final int concurrency;

    LoadLoop(int concurrency) {
        this.concurrency = concurrency;
    }

    Measurement run(Side side, Duration length) {
        LongAdder failures = new LongAdder();
        List<Caller> callers = IntStream.range(0, concurrency)
                .mapToObj(i -> new Caller(side, failures))
                .toList();
        Map<String, Duration> before = cpu(side);
        long start = time.nanoTime();
        Flux.fromIterable(callers)
                .flatMap(caller -> caller.callUntil(start + length.toNanos()), concurrency)
                .blockLast(length.plus(LAST_ANSWERS));
        Duration elapsed = time.since(start);
        Map<String, Duration> cpu = new LinkedHashMap<>(cpu(side));
        before.forEach((role, earlier) -> cpu.computeIfPresent(role, (key, later) -> later.minus(earlier)));
        long[] latencies =
                callers.stream().flatMapToLong(Caller::latencies).sorted().toArray();
        return new Measurement(elapsed, failures.sum(), cpu, latencies);
    }

    private static Map<String, Duration> cpu(Side side) {
        Map<String, Duration> byRole = new LinkedHashMap<>();
        side.participants().forEach(p -> byRole.merge(p.role(), p.cpuTime(), Duration::plus));
        return byRole;
    }

    /** One caller. Its calls follow each other, so nothing here is shared. */
    private final class Caller {
        private final Side side;
        private final LongAdder failures;
        private long[] latencies = new long[1024];
        private int count;

        Caller(Side side, LongAdder failures) {
            this.side = side;
            this.failures = failures;
        }

        Mono<Void> callUntil(long deadlineNanos) {
            return Mono.defer(this::once)
                    .repeat(() -> time.nanoTime() < deadlineNanos)
                    .then();
        }

        private Mono<Void> once() {
            long start = time.nanoTime();
            return side.call()
                    .get()
                    .doOnSuccess(answer -> record(time.nanoTime() - start))
                    .onErrorComplete(error -> {
                        failures.increment();
                        return true;
                    })
                    .then();
        }

        private void record(long nanos) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = nanos;
        }

        LongStream latencies() {
            return Arrays.stream(latencies, 0, count);
        }
    }

    /** Sides by turns, so that whatever drifts on the machine meets all of them alike. */
    Map<Side, Measurement> interleaved(List<Side> sides, Settings settings) {
        sides.forEach(side -> run(side, settings.warmUp()));
        Map<Side, Stream.Builder<Measurement>> rounds = new LinkedHashMap<>();
        sides.forEach(side -> rounds.put(side, Stream.builder()));
        for (int round = 0; round < settings.rounds(); round++) {
            rounds.forEach((side, measured) -> measured.add(run(side, settings.roundLength())));
        }
        Map<Side, Measurement> sums = new LinkedHashMap<>();
        rounds.forEach((side, measured) ->
                sums.put(side, Measurement.sum(measured.build().toList())));
        return sums;
    }
}
