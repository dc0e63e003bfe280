package dev.inlay.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.inlay.identity.IdentityUnavailableException;
import dev.inlay.operator.ControlPlane;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.sidecar.flag.DaprdFlags;
import dev.inlay.sidecar.life.RunControl;
import dev.inlay.testkit.controlplane.FakeControlPlane;
import dev.inlay.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** Sidecars of a cluster: identity from sentry, manifests from the operator, mutual TLS between them. */
class ClusterSidecarTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FakeControlPlane cluster = FakeControlPlane.start();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<SidecarRun> runs = new ArrayList<>();
    private final List<ControlPlane> controlPlanes = new ArrayList<>();
    private final DisposableServer application = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> response.sendString(Mono.just("{}")))
            .bindNow(LIMIT);

    /** Instances find each other in a file, so that the tests need no cluster's DNS. */
    @BeforeEach
    void configurations() {
        cluster.put("Configuration", "plain", configuration("plain", ""));
        cluster.put("Configuration", "guarded", configuration("guarded", """
                ,"accessControl":{"defaultAction":"deny","policies":[{"appId":"caller","namespace":"shop",
                "trustDomain":"public","defaultAction":"allow"}]}"""));
    }

    private String configuration(String name, String more) {
        return """
                {"metadata":{"name":"%s","namespace":"shop"},"spec":{"nameResolution":{"component":"sqlite","version":"v1",
                "configuration":{"connectionString":"%s"}}%s}}""".formatted(name, folder.resolve("names.db"), more);
    }

    @AfterEach
    void stop() {
        runs.forEach(run -> run.stop().block(LIMIT));
        controlPlanes.forEach(ControlPlane::close);
        application.disposeNow(LIMIT);
        cluster.close();
    }

    private final class Control implements RunControl {

        @Override
        public void shutDown() {
            asked.add("shutdown");
        }

        @Override
        public void exit() {
            asked.add("exit");
        }

        @Override
        public void restart() {
            asked.add("restart");
        }
    }

    private SidecarRun sidecar(String appId, String configuration, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--app-id=" + appId,
                "--mode=kubernetes",
                "--sentry-address=" + cluster.sentryAddress(),
                "--control-plane-address=" + cluster.operatorAddress(),
                "--enable-mtls",
                "--config=" + configuration,
                "--disable-builtin-k8s-secret-store",
                "--dapr-listen-addresses=127.0.0.1",
                "--dapr-http-port=0",
                "--dapr-grpc-port=0",
                "--enable-metrics=false"));
        arguments.addAll(List.of(more));
        Map<String, String> environment = new HashMap<>(cluster.environment());
        try {
            ParsedFlags flags = DaprdFlags.parse(arguments);
            SidecarOptions options = new OptionsReader(flags, MessageSizes.of(flags), environment::get).read();
            ControlPlane controlPlane = new ControlPlane(
                    Objects.requireNonNull(options.controlPlane()),
                    options.runtime().app(),
                    environment::get,
                    TimeSource.system());
            controlPlanes.add(controlPlane);
            SidecarRun run =
                    new SidecarRun(options, environment::get, new Control(), controlPlane, TimeSource.system());
            runs.add(run);
            return run;
        } catch (FlagMisuseException e) {
            throw new AssertionError(e);
        }
    }

    private SidecarRun started(String appId, String configuration, String... more) {
        SidecarRun run = sidecar(appId, configuration, more);
        run.start().block(LIMIT);
        return run;
    }

    private static int status(SidecarRun run, String path) {
        return Objects.requireNonNull(HttpClient.newConnection()
                .baseUrl("http:/" + run.httpAddresses().get(0))
                .get()
                .uri(path)
                .response()
                .map(answer -> answer.status().code())
                .block(LIMIT));
    }

    private static String body(SidecarRun run, String path) {
        return Objects.requireNonNull(HttpClient.newConnection()
                .baseUrl("http:/" + run.httpAddresses().get(0))
                .get()
                .uri(path)
                .responseContent()
                .aggregate()
                .asString()
                .block(LIMIT));
    }

    @Test
    void aCallIsLetInByWhoTheCertificateProvesTheCallerToBe() {
        started("callee", "guarded", "--app-port=" + application.port());
        SidecarRun caller = started("caller", "plain");
        SidecarRun stranger = started("stranger", "plain");

        assertThat(status(caller, "/v1.0/invoke/callee/method/orders")).isEqualTo(200);
        assertThat(status(stranger, "/v1.0/invoke/callee/method/orders")).isEqualTo(403);
        assertThat(body(stranger, "/v1.0/invoke/callee/method/orders")).contains("spiffe://public/ns/shop/stranger");
    }

    @Test
    void withoutACertificateNobodyReachesTheInternalPort() {
        started("callee", "plain", "--app-port=" + application.port());
        SidecarRun plain = started("plain-caller", "plain", "--enable-mtls=false");

        assertThat(status(plain, "/v1.0/invoke/callee/method/orders")).isEqualTo(500);
    }

    @Test
    void theLossOfTheControlPlaneStopsNothingAndAfterwardsChangesAreTakenOver() {
        started("callee", "plain", "--app-port=" + application.port());
        SidecarRun caller = started("caller", "plain");

        cluster.stopSentry();
        cluster.stopOperator();
        assertThat(status(caller, "/v1.0/invoke/callee/method/orders")).isEqualTo(200);
        assertThat(status(caller, "/v1.0/healthz")).isEqualTo(204);
        cluster.put("Component", "memory", """
                {"metadata":{"name":"memory"},"spec":{"type":"state.in-memory","version":"v1"}}""");
        cluster.startOperator();

        await().atMost(LIMIT).until(() -> body(caller, "/v1.0/metadata").contains("\"memory\""));
        assertThat(asked).isEmpty();
    }

    @Test
    void aChangedConfigurationStartsTheRuntimeAnewEvenWhenTheControlPlaneIsGone() {
        SidecarRun run = started("orders", "plain");
        await().atMost(LIMIT).until(() -> cluster.watchers("Configuration") > 0);

        cluster.put("Configuration", "plain", configuration("plain", ",\"tracing\":{\"samplingRate\":\"0\"}"));
        await().atMost(LIMIT).until(() -> asked.contains("restart"));
        cluster.stopOperator();
        cluster.stopSentry();
        run.stop().block(LIMIT);
        runs.remove(run);

        SidecarRun next = sidecarOfTheSameProcess();
        next.start().block(LIMIT);
        assertThat(status(next, "/v1.0/healthz")).isEqualTo(204);
    }

    /** The control plane of a process lasts longer than one run. */
    private SidecarRun sidecarOfTheSameProcess() {
        ControlPlane lasting = controlPlanes.get(0);
        Map<String, String> environment = new HashMap<>(cluster.environment());
        try {
            ParsedFlags flags = DaprdFlags.parse(List.of(
                    "--app-id=orders",
                    "--mode=kubernetes",
                    "--sentry-address=" + cluster.sentryAddress(),
                    "--control-plane-address=" + cluster.operatorAddress(),
                    "--config=plain",
                    "--disable-builtin-k8s-secret-store",
                    "--dapr-listen-addresses=127.0.0.1",
                    "--dapr-http-port=0",
                    "--dapr-grpc-port=0",
                    "--enable-metrics=false"));
            SidecarOptions options = new OptionsReader(flags, MessageSizes.of(flags), environment::get).read();
            SidecarRun run = new SidecarRun(options, environment::get, new Control(), lasting, TimeSource.system());
            runs.add(run);
            return run;
        } catch (FlagMisuseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutSentryTheStartFailsAndSaysWhereItWasLookedFor() {
        cluster.stopSentry();

        assertThatThrownBy(() -> sidecar("orders", "plain").start().block(LIMIT))
                .isInstanceOf(IdentityUnavailableException.class)
                .hasMessageContaining(cluster.sentryAddress());
    }

    @Test
    void aComponentThatIsDescribedWronglyEndsTheStartInDaprsWords() {
        cluster.put("Component", "statestore", """
                {"metadata":{"name":"statestore"},"spec":{"type":"state.sqlite","version":"v1","metadata":[]}}""");

        assertThatThrownBy(() -> sidecar("orders", "plain").start().block(LIMIT))
                .hasMessageStartingWith(
                        "process component statestore error: [INIT_COMPONENT_FAILURE]: initialization error"
                                + " occurred for statestore (state.sqlite/v1)")
                .hasMessageContaining("(state.sqlite/v1): missing connection string: ")
                .hasMessageContaining("spec.metadata[connectionString]: is missing (expected: text)");
    }

    @Test
    void aWrongComponentWhoseErrorsAreIgnoredIsLeftOut() {
        cluster.put("Component", "statestore", """
                {"metadata":{"name":"statestore"},"spec":{"type":"state.sqlite","version":"v1","ignoreErrors":true}}""");

        SidecarRun run = started("orders", "plain");

        assertThat(body(run, "/v1.0/metadata")).doesNotContain("statestore");
    }
}
