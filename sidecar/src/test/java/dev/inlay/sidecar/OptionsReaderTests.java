package dev.inlay.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.app.AppOptions.HealthCheck;
import dev.inlay.app.AppOptions.Protocol;
import dev.inlay.component.AppIdentity;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.sidecar.flag.DaprdFlags;
import dev.inlay.sidecar.life.ShutdownLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsReaderTests {

    private static SidecarOptions read(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--app-id", "orders"));
        all.addAll(List.of(arguments));
        try {
            ParsedFlags flags = DaprdFlags.parse(all);
            return new OptionsReader(flags, MessageSizes.of(flags), environment::get).read();
        } catch (FlagMisuseException e) {
            throw new AssertionError(e);
        }
    }

    private static SidecarOptions read(String... arguments) {
        return read(Map.of(), arguments);
    }

    @Test
    void withoutFlagsEverythingIsAsDaprHasIt() {
        SidecarOptions options = read();

        assertThat(options.runtime().app()).isEqualTo(new AppIdentity("orders", ""));
        assertThat(options.runtime().internalGrpcPort()).isZero();
        assertThat(options.runtime().resourcesPaths()).isEmpty();
        assertThat(options.api().httpPort()).isEqualTo(3500);
        assertThat(options.api().grpcPort()).isEqualTo(50001);
        assertThat(options.api().publicPort()).isNull();
        assertThat(options.api().listenAddresses()).containsExactly("");
        assertThat(options.api().allowedOrigins()).isEmpty();
        assertThat(options.api().apiToken()).isNull();
        assertThat(options.api().unixDomainSocketFolder()).isNull();
        assertThat(options.api().maxBodySize()).isEqualTo(4 << 20);
        assertThat(options.api().readBufferSize()).isEqualTo(4 << 10);
        assertThat(options.application().port()).isZero();
        assertThat(options.application().protocol()).isEqualTo(Protocol.HTTP);
        assertThat(options.application().maxConcurrency()).isEqualTo(-1);
        assertThat(options.application().health()).isNull();
        assertThat(options.metrics()).isEqualTo(new SidecarOptions.Metrics(true, "0.0.0.0", 9090));
        assertThat(options.shutdown()).isEqualTo(new ShutdownLimits(Duration.ofSeconds(5), null));
    }

    @Test
    void tokensAndNamespaceComeFromTheEnvironment() {
        SidecarOptions options =
                read(Map.of("NAMESPACE", "shop", "DAPR_API_TOKEN", "in", "APP_API_TOKEN", "out"), "--app-port", "3000");

        assertThat(options.runtime().app()).isEqualTo(new AppIdentity("orders", "shop"));
        assertThat(options.api().apiToken()).isEqualTo("in");
        assertThat(options.application().apiToken()).isEqualTo("out");
    }

    @Test
    void emptyTokensAreNone() {
        SidecarOptions options = read(Map.of("DAPR_API_TOKEN", "", "APP_API_TOKEN", ""));

        assertThat(options.api().apiToken()).isNull();
        assertThat(options.application().apiToken()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "--app-protocol=grpc,GRPC",
        "--app-protocol=GRPCS,GRPCS",
        "--app-protocol=h2c,H2C",
        "--app-protocol=https,HTTPS"
    })
    void theApplicationsProtocolIsReadInAnyCase(String argument, Protocol protocol) {
        assertThat(read(argument).application().protocol()).isEqualTo(protocol);
    }

    @ParameterizedTest
    @CsvSource({"http,HTTPS", "grpc,GRPCS", "h2c,H2C", "https,HTTPS"})
    void appSslMakesAProtocolSecure(String protocol, Protocol secured) {
        assertThat(read("--app-ssl", "--app-protocol", protocol).application().protocol())
                .isEqualTo(secured);
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "0, 0", "-1, 0", "3000, 3000"})
    void anApplicationWithoutAPortTakesNoCalls(String given, int port) {
        assertThat(read("--app-port", given).application().port()).isEqualTo(port);
    }

    @Test
    void healthChecksAreOffUntilTheyAreSwitchedOn() {
        assertThat(read("--app-health-check-path", "/ok").application().health())
                .isNull();
        assertThat(read("--enable-app-health-check", "--app-health-check-path", "/ok")
                        .application()
                        .health())
                .isEqualTo(new HealthCheck("/ok", Duration.ofSeconds(5), Duration.ofMillis(500), 3));
    }

    @Test
    void healthCheckNumbersBelowOneStandForTheDefaults() {
        assertThat(read(
                                "--enable-app-health-check",
                                "--app-health-probe-interval=0",
                                "--app-health-probe-timeout=-1",
                                "--app-health-threshold=0")
                        .application()
                        .health())
                .isEqualTo(new HealthCheck("/healthz", Duration.ofSeconds(5), Duration.ofMillis(500), 3));
    }

    @Test
    void theOldNameOfResourcesPathCountsWhenTheNewOneIsNotGiven() {
        assertThat(read("--components-path", "a").runtime().resourcesPaths()).containsExactly(Path.of("a"));
        assertThat(read("--components-path", "a", "--resources-path", "b,c")
                        .runtime()
                        .resourcesPaths())
                .containsExactly(Path.of("b"), Path.of("c"));
    }

    @ParameterizedTest
    @CsvSource({
        "--max-body-size=1Ki, 1024",
        "--max-body-size=-1, 4194304",
        "--max-body-size=8Gi, 2147483647",
        "--dapr-http-max-request-size=8, 8388608"
    })
    void bodySizesAreQuantities(String argument, int bytes) {
        SidecarOptions options = read(argument);

        assertThat(options.api().maxBodySize()).isEqualTo(bytes);
        assertThat(options.runtime().maxBodySize()).isEqualTo(bytes);
    }

    @Test
    void theNewNameOfASizeWins() {
        assertThat(read("--dapr-http-max-request-size=8", "--max-body-size=1Ki", "--dapr-http-read-buffer-size=8")
                        .api())
                .satisfies(api -> {
                    assertThat(api.maxBodySize()).isEqualTo(1024);
                    assertThat(api.readBufferSize()).isEqualTo(8192);
                });
    }

    @ParameterizedTest
    @CsvSource({"0,,", "-3,PT5S,", "30,PT30S,", "1,PT1S,PT2S"})
    void aShutdownHasDaprsLimits(int seconds, Duration grace, Duration block) {
        String blockFlag = "--dapr-block-shutdown-duration=" + (block == null ? "0s" : block.toSeconds() + "s");

        assertThat(read("--dapr-graceful-shutdown-seconds=" + seconds, blockFlag)
                        .shutdown())
                .isEqualTo(new ShutdownLimits(grace, block));
    }

    @Test
    void severalListenAddressesAreSeparatedByCommas() {
        assertThat(read("--dapr-listen-addresses", "127.0.0.1, [::1],").api().listenAddresses())
                .containsExactly("127.0.0.1", "[::1]");
    }

    @Test
    void aMetricsPortIsLookedAtOnlyWhenMetricsAreOn() {
        assertThat(read("--enable-metrics=false", "--metrics-port=none")
                        .metrics()
                        .isEnabled())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--app-id=                              | parameter app-id cannot be empty",
                "--app-id=a.b                           | parameter app-id cannot contain dots",
                "--dapr-http-port=abc                   | error parsing dapr-http-port flag: 'abc' is not a port",
                "--dapr-http-port=65536                 | error parsing dapr-http-port flag: '65536' is not a port",
                "--dapr-grpc-port=-1                    | error parsing dapr-grpc-port flag: '-1' is not a port",
                "--profile-port=                        | error parsing profile-port flag: '' is not a port",
                "--dapr-internal-grpc-port=abc          | error parsing dapr-internal-grpc-port: 'abc' is not a port",
                "--dapr-public-port=abc                 | error parsing dapr-public-port: 'abc' is not a port",
                "--app-port=abc                         | error parsing app-port: 'abc' is not a port",
                "--app-port=99999                       | error parsing app-port: '99999' is not a port",
                "--app-port=3500        | the 'dapr-http-port' argument value 3500 conflicts with 'app-port'",
                "--app-port=50001       | the 'dapr-grpc-port' argument value 50001 conflicts with 'app-port'",
                "--metrics-port=abc                     | error parsing metrics-port flag: 'abc' is not a port",
                "--app-protocol=foo                     | invalid value for 'app-protocol': foo",
                "--disable-init-endpoints=config,foo    | invalid value for 'disable-init-endpoints': foo",
                "--max-body-size=4Q         | Failed to parse flags: invalid value for 'max-body-size' option: '4Q'",
                "--read-buffer-size=x       | Failed to parse flags: invalid value for 'read-buffer-size' option: 'x'",
                "--mode=nonsense                        | invalid mode: nonsense (expected: standalone or kubernetes)",
                "--enable-mtls                          | trust anchors are required"
            })
    void whatCannotBeIsRefusedInDaprsWords(String argument, String message) {
        assertThatExceptionOfType(InvalidOptionException.class)
                .isThrownBy(() -> read(argument))
                .withMessageStartingWith(message);
    }

    @Test
    void mutualTlsNeedsNoMoreThanSentryAndItsRoots() {
        SidecarOptions options = read(
                Map.of("DAPR_TRUST_ANCHORS", "roots", "DAPR_CONTROLPLANE_TRUST_DOMAIN", "cluster.local"),
                "--enable-mtls",
                "--sentry-address=localhost:50001",
                "--config=config.yaml");

        assertThat(options.controlPlane())
                .isEqualTo(new ControlPlaneOptions(
                        false,
                        true,
                        "",
                        "localhost:50001",
                        "default",
                        "cluster.local",
                        "roots",
                        null,
                        true,
                        List.of()));
        assertThat(options.runtime().app()).isEqualTo(new AppIdentity("orders", "default"));
        assertThat(options.runtime().configPaths()).containsExactly(Path.of("config.yaml"));
    }

    @Test
    void inKubernetesManifestsComeFromTheOperatorAndFlagsWinOverVariables() {
        SidecarOptions options = read(
                Map.of(
                        "DAPR_TRUST_ANCHORS", "roots",
                        "NAMESPACE", "shop",
                        "DAPR_CONTROLPLANE_NAMESPACE", "of-the-variable",
                        "DAPR_CONTROLPLANE_TRUST_DOMAIN", "of-the-variable",
                        "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK", "true"),
                "--mode=kubernetes",
                "--control-plane-address=dapr-api.dapr-system.svc.cluster.local:443",
                "--sentry-address=dapr-sentry.dapr-system.svc.cluster.local:443",
                "--control-plane-namespace=dapr-system",
                "--disable-builtin-k8s-secret-store",
                "--config=tracing",
                "--config=ignored",
                "--resources-path=ignored",
                "--sentry-request-jwt-audiences=a,b");

        assertThat(options.controlPlane())
                .isEqualTo(new ControlPlaneOptions(
                        true,
                        false,
                        "dapr-api.dapr-system.svc.cluster.local:443",
                        "dapr-sentry.dapr-system.svc.cluster.local:443",
                        "dapr-system",
                        "of-the-variable",
                        "roots",
                        "tracing",
                        false,
                        List.of("a", "b")));
        assertThat(options.runtime().resourcesPaths()).isEmpty();
        assertThat(options.runtime().configPaths()).isEmpty();
    }

    @Test
    void theInternalPortListensWhereItsFlagSays() {
        assertThat(read("--dapr-internal-grpc-listen-address=127.0.0.1")
                        .runtime()
                        .internalListenAddress())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aProbeMayNotTakeLongerThanTheTimeToTheNext() {
        assertThatExceptionOfType(InvalidOptionException.class)
                .isThrownBy(() -> read("--enable-app-health-check", "--app-health-probe-timeout=9000"))
                .withMessage("value for 'health-probe-timeout' must be smaller than 'health-probe-interval'"
                        + " (it is 9000 ms, the interval 5 s)");
    }
}
