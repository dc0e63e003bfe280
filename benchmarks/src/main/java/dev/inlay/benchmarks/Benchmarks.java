package dev.inlay.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the measurements: those named as arguments ({@code invoke}, {@code state}, {@code sidecar}, {@code footprint}), or all. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.from(System.getenv());
        Report report = new Report(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        report.line("Java " + Runtime.version() + ", " + System.getProperty("os.name") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors; " + settings.rounds() + " rounds of "
                + settings.roundLength().toSeconds() + " s by turns, after "
                + settings.warmUp().toSeconds() + " s of warm-up each");
        List<String> wanted =
                arguments.length == 0 ? List.of("footprint", "sidecar", "invoke", "state") : List.of(arguments);
        for (String name : wanted) {
            Path folder = Files.createTempDirectory("inlay-benchmark-");
            try {
                run(name, settings, folder, report);
            } finally {
                delete(folder);
            }
        }
        System.exit(0);
    }

    private static void run(String name, Settings settings, Path folder, Report report) {
        switch (name) {
            case "invoke" -> new InvokeBenchmark(settings, folder, report).run();
            case "state" -> new StateBenchmark(settings, folder, report).run();
            case "sidecar" -> new SidecarBenchmark(settings, folder, report).run();
            case "footprint" -> new FootprintBenchmark(settings, folder, report).run();
            default ->
                throw new IllegalArgumentException(
                        "'" + name + "' is no benchmark (expected: footprint, sidecar, invoke or state)");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
