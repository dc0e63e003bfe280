package dev.inlay.cli.kubernetes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of the chart when it is installed and when it is upgraded. */
final class ChartOptions {

    @Option(names = "--timeout", defaultValue = "300", description = "Seconds to wait. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Option(names = "--image-registry", description = "Where the images are.")
    private @Nullable String registry;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A value of the chart; repeatable.")
    private List<String> sets = List.of();

    int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Where the images come from, in words. */
    String registry() {
        return registry == null ? "the chart's registry" : registry;
    }

    Map<String, String> values(String version) {
        return Values.of(version, registry, sets);
    }
}
