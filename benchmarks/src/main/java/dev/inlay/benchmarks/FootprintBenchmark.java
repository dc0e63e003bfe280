package dev.inlay.benchmarks;

import dev.inlay.time.TimeSource;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Flux;

/** How long our sidecar and daprd take to be ready, and how much memory they hold after many requests. */
final class FootprintBenchmark {

    private static final int REQUESTS = 100_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final String ROW = "%-12s %14s %14s %14s %14s %16s %16s%n";

    private final TimeSource time = TimeSource.system();
    private final Settings settings;
    private final Path folder;
    private final Report report;

    FootprintBenchmark(Settings settings, Path folder, Report report) {
        this.settings = settings;
        this.folder = folder;
        this.report = report;
    }

    /** What was seen of one program: its starts, and its memory before and after the requests with their CPU time. */
    private record Seen(Contender contender, List<Duration> wall, List<Duration> cpu, List<Double> requests) {}

    void run() {
        report.title("Start and memory of the sidecar", """
                %d starts each, by turns, with a state store on Redis: until /v1.0/healthz/outbound answers 204 (asked
                every %d ms; the machine should have nothing else to do). Then %d saves and %d reads of state over HTTP,
                %d callers.
                """.formatted(
                settings.rounds(), BETWEEN_LOOKS.toMillis(), REQUESTS / 2, REQUESTS / 2, settings.concurrency()));
        try (Redis redis = Redis.start()) {
            List<Seen> all = new ArrayList<>();
            if (settings.daprd() == null) {
                report.line("DAPR_BIN is not set: measured without daprd.");
            } else {
                all.add(contender("daprd", settings.daprd(), redis));
            }
            all.add(contender("sidecar", settings.sidecar(), redis));
            // Once for the cache of files.
            all.forEach(seen -> start(seen.contender()).close());
            for (int i = 0; i < settings.rounds(); i++) {
                all.forEach(this::measureStart);
            }
            all.forEach(this::measureMemory);
            report.line(table(all));
        }
    }

    private Seen contender(String name, Path binary, Redis redis) {
        Contender contender = new Contender(name, binary, folder.resolve(name));
        contender.prepare(redis.port());
        return new Seen(contender, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private Daprd start(Contender contender) {
        Daprd sidecar = contender.start(Contender.CALLER, 0);
        HttpCalls calls = new HttpCalls("start", sidecar.httpPort(), 1);
        HttpCalls.awaitSuccess(
                BETWEEN_LOOKS, () -> calls.exchange(HttpMethod.GET, "/v1.0/healthz/outbound", null), sidecar.process());
        return sidecar;
    }

    private void measureStart(Seen seen) {
        long begin = time.nanoTime();
        try (Daprd sidecar = start(seen.contender())) {
            seen.wall().add(time.since(begin));
            seen.cpu().add(sidecar.process().as("sidecar").cpuTime());
        }
    }

    private void measureMemory(Seen seen) {
        try (Daprd sidecar = start(seen.contender())) {
            Participant process = sidecar.process().as("sidecar");
            seen.requests().add(process.residentMebibytes());
            Duration before = process.cpuTime();
            HttpCalls calls = sidecar.http("memory-" + seen.contender().name(), settings.concurrency());
            String path = "/v1.0/state/" + Contender.STORE;
            byte[] save = "[{\"key\":\"order\",\"value\":{\"orderId\":42,\"item\":\"a small thing\",\"amount\":3}}]"
                    .getBytes(StandardCharsets.UTF_8);
            Flux.range(0, REQUESTS)
                    .flatMap(
                            i -> i % 2 == 0
                                    ? calls.exchange(HttpMethod.POST, path, save)
                                    : calls.exchange(HttpMethod.GET, path + "/" + Contender.KEY, null),
                            settings.concurrency())
                    .then()
                    .block(LIMIT);
            seen.requests().add(process.residentMebibytes());
            seen.requests().add(process.cpuTime().minus(before).toNanos() / 1e3 / REQUESTS);
        }
    }

    private static String table(List<Seen> all) {
        StringBuilder table = new StringBuilder(ROW.formatted(
                "",
                "ready ms, best",
                "ready, median",
                "CPU ms, median",
                "MiB at start",
                "MiB after " + REQUESTS,
                "CPU µs/request"));
        for (Seen seen : all) {
            List<Duration> wall = seen.wall().stream().sorted().toList();
            List<Duration> cpu = seen.cpu().stream().sorted().toList();
            table.append(ROW.formatted(
                    seen.contender().name(),
                    wall.get(0).toMillis(),
                    wall.get(wall.size() / 2).toMillis(),
                    cpu.get(cpu.size() / 2).toMillis(),
                    whole(seen.requests().get(0)),
                    whole(seen.requests().get(1)),
                    whole(seen.requests().get(2))));
        }
        return table.toString();
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
