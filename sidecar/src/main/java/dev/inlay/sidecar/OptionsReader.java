package dev.inlay.sidecar;

import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiOptions;
import dev.inlay.app.AppOptions;
import dev.inlay.app.AppOptions.HealthCheck;
import dev.inlay.app.AppOptions.Protocol;
import dev.inlay.app.InitEndpoint;
import dev.inlay.component.AppIdentity;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.sidecar.life.ShutdownLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns flags and environment variables into options. Faults have Dapr's words, up to where those name what Go's library
 * says; the order of the checks is Dapr's too.
 */
final class OptionsReader {

    /** Dapr's name for the address that stands for all. */
    private static final String ALL_ADDRESSES = "";

    private static final String DEFAULT_NAMESPACE = "default";
    private static final Duration DEFAULT_GRACE_PERIOD = Duration.ofSeconds(5);
    private static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration DEFAULT_PROBE_TIMEOUT = Duration.ofMillis(500);
    private static final int DEFAULT_THRESHOLD = 3;
    private static final Duration DEFAULT_RELOAD_PERIOD = Duration.ofSeconds(60);

    /** The internal port has no limit of its own; the end of the process has. */
    private static final Duration UNLIMITED = Duration.ofDays(1);

    private final ParsedFlags flags;
    private final MessageSizes sizes;
    private final UnaryOperator<@Nullable String> environment;

    OptionsReader(ParsedFlags flags, MessageSizes sizes, UnaryOperator<@Nullable String> environment) {
        this.flags = flags;
        this.sizes = sizes;
        this.environment = environment;
    }

    /** @throws InvalidOptionException with the first fault */
    SidecarOptions read() {
        ControlPlaneOptions controlPlane = new ControlPlaneReader(flags, environment).read();
        boolean inKubernetes = controlPlane != null && controlPlane.kubernetes();
        AppIdentity app = identity(controlPlane != null);
        int httpPort = port("dapr-http-port", "error parsing dapr-http-port flag");
        int grpcPort = port("dapr-grpc-port", "error parsing dapr-grpc-port flag");
        port("profile-port", "error parsing profile-port flag");
        int internalPort = optionalPort("dapr-internal-grpc-port");
        Integer publicPort = flags.text("dapr-public-port").isEmpty() ? null : optionalPort("dapr-public-port");
        AppOptions application = application(httpPort, grpcPort);
        ShutdownLimits shutdown = shutdown();
        RuntimeOptions runtime = new RuntimeOptions(
                app,
                null,
                internalPort,
                flags.text("dapr-internal-grpc-listen-address"),
                inKubernetes ? List.of() : resourcesPaths(),
                inKubernetes
                        ? List.of()
                        : flags.texts("config").stream().map(Path::of).toList(),
                sizes.body(),
                shutdown.gracePeriod() == null ? UNLIMITED : shutdown.gracePeriod());
        ApiOptions api = new ApiOptions(
                listenAddresses(),
                httpPort,
                grpcPort,
                publicPort,
                flags.text("dapr-public-listen-address"),
                flags.text("unix-domain-socket").isEmpty() ? null : Path.of(flags.text("unix-domain-socket")),
                variable("DAPR_API_TOKEN"),
                flags.text("allowed-origins"),
                sizes.body(),
                sizes.readBuffer(),
                flags.isOn("enable-api-logging"));
        return new SidecarOptions(
                runtime, api, application, skippedInitEndpoints(), metrics(), controlPlane, reloadPeriod(), shutdown);
    }

    /** @param isProven whether others see it in certificates, where a namespace cannot be missing */
    private AppIdentity identity(boolean isProven) {
        String appId = flags.text("app-id");
        if (appId.isEmpty()) {
            throw new InvalidOptionException("parameter app-id cannot be empty");
        }
        if (appId.contains(".")) {
            throw new InvalidOptionException("parameter app-id cannot contain dots");
        }
        String namespace = variable("NAMESPACE");
        return new AppIdentity(appId, namespace == null ? isProven ? DEFAULT_NAMESPACE : "" : namespace);
    }

    private AppOptions application(int httpPort, int grpcPort) {
        int port = flags.text("app-port").isEmpty() ? 0 : Math.max(0, number("app-port", "error parsing app-port"));
        checkRange("app-port", "error parsing app-port", port);
        if (port > 0 && port == httpPort) {
            throw conflict("dapr-http-port", httpPort);
        }
        if (port > 0 && port == grpcPort) {
            throw conflict("dapr-grpc-port", grpcPort);
        }
        return new AppOptions(
                flags.text("app-channel-address"),
                port,
                protocol(),
                flags.number("app-max-concurrency"),
                variable("APP_API_TOKEN"),
                flags.isOn("enable-app-health-check") ? healthCheck() : null);
    }

    private static InvalidOptionException conflict(String flag, int port) {
        return new InvalidOptionException("the '" + flag + "' argument value " + port + " conflicts with 'app-port'");
    }

    private Protocol protocol() {
        String name = flags.text("app-protocol").toUpperCase(Locale.ROOT);
        Protocol protocol = Arrays.stream(Protocol.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidOptionException("invalid value for 'app-protocol': "
                        + flags.text("app-protocol") + " (expected: http, https, h2c, grpc or grpcs)"));
        if (!flags.isOn("app-ssl")) {
            return protocol;
        }
        return switch (protocol) {
            case HTTP -> Protocol.HTTPS;
            case GRPC -> Protocol.GRPCS;
            default -> protocol;
        };
    }

    private HealthCheck healthCheck() {
        Duration interval = Duration.ofSeconds(flags.number("app-health-probe-interval"));
        Duration timeout = Duration.ofMillis(flags.number("app-health-probe-timeout"));
        int threshold = flags.number("app-health-threshold");
        interval = isPositive(interval) ? interval : DEFAULT_PROBE_INTERVAL;
        timeout = isPositive(timeout) ? timeout : DEFAULT_PROBE_TIMEOUT;
        if (timeout.compareTo(interval) > 0) {
            throw new InvalidOptionException("value for 'health-probe-timeout' must be smaller than"
                    + " 'health-probe-interval' (it is " + timeout.toMillis() + " ms, the interval "
                    + interval.toSeconds() + " s)");
        }
        return new HealthCheck(
                flags.text("app-health-check-path"), interval, timeout, threshold > 0 ? threshold : DEFAULT_THRESHOLD);
    }

    private Set<InitEndpoint> skippedInitEndpoints() {
        try {
            return flags.texts("disable-init-endpoints").stream()
                    .map(InitEndpoint::of)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(String.valueOf(e.getMessage()));
        }
    }

    private SidecarOptions.Metrics metrics() {
        boolean isEnabled = flags.isOn("enable-metrics");
        return new SidecarOptions.Metrics(
                isEnabled,
                flags.text("metrics-listen-address"),
                isEnabled ? port("metrics-port", "error parsing metrics-port flag") : 0);
    }

    private Duration reloadPeriod() {
        Duration given = flags.duration("hot-reload-reconcile-interval");
        return isPositive(given) ? given : DEFAULT_RELOAD_PERIOD;
    }

    private ShutdownLimits shutdown() {
        int seconds = flags.number("dapr-graceful-shutdown-seconds");
        Duration grace = seconds < 0 ? DEFAULT_GRACE_PERIOD : Duration.ofSeconds(seconds);
        Duration block = flags.duration("dapr-block-shutdown-duration");
        return new ShutdownLimits(grace.isZero() ? null : grace, isPositive(block) ? block : null);
    }

    private List<Path> resourcesPaths() {
        List<String> paths = flags.texts("resources-path");
        String alias = flags.text("components-path");
        return (paths.isEmpty() && !alias.isEmpty() ? List.of(alias) : paths)
                .stream().map(Path::of).toList();
    }

    private List<String> listenAddresses() {
        List<String> addresses = Arrays.stream(
                        flags.text("dapr-listen-addresses").split(","))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
        return addresses.isEmpty() ? List.of(ALL_ADDRESSES) : addresses;
    }

    private int optionalPort(String flag) {
        return flags.text(flag).isEmpty() ? 0 : port(flag, "error parsing " + flag);
    }

    private int port(String flag, String fault) {
        return checkRange(flag, fault, number(flag, fault));
    }

    private int number(String flag, String fault) {
        try {
            return Integer.parseInt(flags.text(flag));
        } catch (NumberFormatException e) {
            throw noPort(flag, fault);
        }
    }

    private int checkRange(String flag, String fault, int port) {
        if (port < 0 || port > 65535) {
            throw noPort(flag, fault);
        }
        return port;
    }

    private InvalidOptionException noPort(String flag, String fault) {
        return new InvalidOptionException(
                fault + ": '" + flags.text(flag) + "' is not a port (expected: a whole number up to 65535)");
    }

    private @Nullable String variable(String name) {
        String value = environment.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
