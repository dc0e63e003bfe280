package dev.inlay.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run is like, from environment variables.
 *
 * @param rounds how often each side is measured ({@code BENCH_ROUNDS})
 * @param roundLength how long one measurement takes ({@code BENCH_SECONDS})
 * @param warmUp how long each side runs before it is measured ({@code BENCH_WARMUP_SECONDS})
 * @param concurrency how many calls are under way at any time ({@code BENCH_CONCURRENCY})
 * @param operations which of the sidecar's operations are measured, a regular expression ({@code BENCH_OPERATIONS})
 * @param daprd Dapr's runtime ({@code DAPR_BIN}); null if it is not there
 * @param sidecar our sidecar ({@code SIDECAR_BIN}), or what the build has made
 */
record Settings(
        int rounds,
        Duration roundLength,
        Duration warmUp,
        int concurrency,
        Pattern operations,
        @Nullable Path daprd,
        Path sidecar) {

    private static final String BUILT_SIDECAR = "inlay.sidecar";

    static Settings from(Map<String, String> environment) {
        return new Settings(
                number(environment, "BENCH_ROUNDS", 5),
                Duration.ofSeconds(number(environment, "BENCH_SECONDS", 4)),
                Duration.ofSeconds(number(environment, "BENCH_WARMUP_SECONDS", 8)),
                number(environment, "BENCH_CONCURRENCY", 16),
                Pattern.compile(environment.getOrDefault("BENCH_OPERATIONS", ".*")),
                program("DAPR_BIN", environment.get("DAPR_BIN")),
                sidecar(environment.get("SIDECAR_BIN")));
    }

    private static int number(Map<String, String> environment, String name, int defaultValue) {
        String text = environment.getOrDefault(name, "");
        if (text.isBlank()) {
            return defaultValue;
        }
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException(name + " is '" + text + "' (expected: a whole number from 1)");
        }
        return Integer.parseInt(text);
    }

    private static Path sidecar(@Nullable String text) {
        Path chosen = program("SIDECAR_BIN", text);
        return chosen != null ? chosen : Path.of(System.getProperty(BUILT_SIDECAR, "sidecar/target/bin/daprd"));
    }

    private static @Nullable Path program(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Path path = Path.of(text);
        if (!Files.isExecutable(path)) {
            throw new IllegalArgumentException(name + " is '" + text + "', which is no program that can be run");
        }
        return path;
    }
}
