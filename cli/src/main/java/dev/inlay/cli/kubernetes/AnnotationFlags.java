package dev.inlay.cli.kubernetes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of {@code annotate}: each annotation's name without {@code dapr.io/}, and beside it the name that Dapr's
 * command line has for it.
 */
final class AnnotationFlags {

    private static final String PREFIX = "dapr.io/";
    private static final String RUNTIME = "inlay.dev/runtime";

    /** Every command has this option; after annotate it means the annotation, as in Dapr's command line. */
    private static final String LOG_AS_JSON = "log-as-json";

    private static final List<String> TEXTS = List.of(
            "api-token-secret",
            "app-channel-address",
            "app-health-check-path",
            "app-id",
            "app-protocol",
            "app-token-secret",
            "block-shutdown-duration",
            "component-container",
            "config",
            "env",
            "env-from-secret",
            "log-level",
            "max-body-size",
            "placement-host-address",
            "pluggable-components",
            "pluggable-components-sockets-folder",
            "read-buffer-size",
            "scheduler-host-address",
            "sentry-request-jwt-audiences",
            "actors-disseminate-timeout",
            "app-binding-options-timeout",
            "sidecar-cpu-limit",
            "sidecar-cpu-request",
            "sidecar-image",
            "sidecar-listen-addresses",
            "sidecar-memory-limit",
            "sidecar-memory-request",
            "sidecar-seccomp-profile-type",
            "sidecar-svc-annotations",
            "unix-domain-socket-path",
            "volume-mounts",
            "volume-mounts-rw");

    private static final List<String> NUMBERS = List.of(
            "app-health-probe-interval",
            "app-health-probe-timeout",
            "app-health-threshold",
            "app-max-concurrency",
            "app-port",
            "debug-port",
            "graceful-shutdown-seconds",
            "grpc-port",
            "http-max-request-size",
            "http-read-buffer-size",
            "internal-grpc-port",
            "metrics-port",
            "sidecar-liveness-probe-delay-seconds",
            "sidecar-liveness-probe-period-seconds",
            "sidecar-liveness-probe-threshold",
            "sidecar-liveness-probe-timeout-seconds",
            "sidecar-readiness-probe-delay-seconds",
            "sidecar-readiness-probe-period-seconds",
            "sidecar-readiness-probe-threshold",
            "sidecar-readiness-probe-timeout-seconds");

    private static final List<String> SWITCHES = List.of(
            "app-ssl",
            "disable-builtin-k8s-secret-store",
            "disable-init-endpoints",
            "enable-api-logging",
            "enable-app-health-check",
            "enable-debug",
            "enable-metrics",
            "enable-native-sidecar",
            "enable-profiling",
            "inject-pluggable-components",
            LOG_AS_JSON);

    /** What Dapr's command line calls it, where that is neither the annotation's name nor that without its ends. */
    private static final Map<String, List<String>> OTHER_NAMES = Map.of(
            "app-id", List.of("-a"),
            "app-port", List.of("-p"),
            "config", List.of("-c"),
            "enable-profiling", List.of("--enable-profile"),
            "http-max-request-size", List.of("--max-request-body-size"),
            "sidecar-image", List.of("--dapr-image"));

    private static final Set<String> PROTOCOLS = Set.of("http", "https", "grpc", "grpcs", "h2c");
    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error", "fatal");
    private static final Map<String, Set<String>> ALLOWED = Map.of("app-protocol", PROTOCOLS, "log-level", LEVELS);
    private static final int LAST_PORT = 65_535;

    private AnnotationFlags() {}

    /** The annotations that there is an option for. */
    static Stream<String> annotations() {
        return Stream.concat(
                Stream.of(TEXTS, NUMBERS, SWITCHES).flatMap(List::stream).map(name -> PREFIX + name),
                Stream.of(RUNTIME));
    }

    static void addTo(CommandSpec spec) {
        TEXTS.forEach(name -> spec.addOption(
                option(name).paramLabel("TEXT").type(String.class).build()));
        NUMBERS.forEach(name -> spec.addOption(
                option(name).paramLabel("NUMBER").type(Integer.class).build()));
        SWITCHES.stream()
                .filter(name -> !name.equals(LOG_AS_JSON))
                .forEach(name -> spec.addOption(option(name)
                        .type(Boolean.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .hideParamSyntax(true)
                        .paramLabel("")
                        .build()));
        spec.addOption(OptionSpec.builder("--runtime")
                .paramLabel("KIND")
                .type(String.class)
                .description(RUNTIME + ": embedded, where the application brings the runtime, or sidecar.")
                .build());
    }

    private static OptionSpec.Builder option(String name) {
        return OptionSpec.builder(names(name)).description(PREFIX + name);
    }

    private static String[] names(String name) {
        String shorter = name.replaceFirst("^sidecar-(?=cpu|memory|listen|liveness|readiness)", "")
                .replaceFirst("(?<=-probe-(delay|period|timeout))-seconds$", "");
        return Stream.concat(
                        OTHER_NAMES.getOrDefault(name, List.of()).stream(),
                        Stream.of("--" + name, "--" + shorter).distinct())
                .toArray(String[]::new);
    }

    /**
     * The annotations of a command line.
     *
     * @throws ClusterException if a value cannot be
     */
    static Map<String, String> given(ParseResult parsed) {
        Map<String, String> annotations = new LinkedHashMap<>();
        Stream.of(TEXTS, NUMBERS, SWITCHES).flatMap(List::stream).forEach(name -> {
            Object value = parsed.matchedOptionValue("--" + name, null);
            if (value != null) {
                check(name, value);
                annotations.put(PREFIX + name, value.toString());
            }
        });
        String runtime = parsed.matchedOptionValue("--runtime", "");
        if (!runtime.isEmpty()) {
            checkOneOf("--runtime", runtime, Set.of("embedded", "sidecar"));
            annotations.put(RUNTIME, runtime);
        }
        return annotations;
    }

    private static void check(String name, Object value) {
        Set<String> allowed = ALLOWED.get(name);
        if (allowed != null) {
            checkOneOf("--" + name, value.toString(), allowed);
        }
        if (name.endsWith("-port") && (!(value instanceof Integer port) || port < 1 || port > LAST_PORT)) {
            throw new ClusterException("--" + name + ": '" + value + "' is no port (expected: 1 to " + LAST_PORT + ")");
        }
    }

    private static void checkOneOf(String flag, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw new ClusterException(flag + ": '" + value + "' is not expected (expected: one of "
                    + String.join(", ", allowed.stream().sorted().toList()) + ")");
        }
    }
}
