package dev.inlay.sidecar;

import dev.inlay.operator.ControlPlane;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.log.JavaLogging;
import dev.inlay.program.log.LogOutput;
import dev.inlay.sidecar.flag.DaprdFlags;
import dev.inlay.sidecar.life.Lifecycle;
import dev.inlay.sidecar.life.Run;
import dev.inlay.sidecar.life.RunControl;
import dev.inlay.sidecar.rehearsal.CommonCalls;
import dev.inlay.sidecar.rehearsal.EmptyRedis;
import dev.inlay.sidecar.rehearsal.SmallControlPlane;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Starts sidecars on free ports of the loopback interface, makes the requests that applications make most, and ends in
 * order, so that the virtual machine can note at the end which classes that takes. The build runs it once, with an empty
 * folder to work in, to make the archive of classes; see the launcher. Its exit code is 0 if every request succeeded.
 */
public final class Rehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CALLER = "rehearsal";
    private static final String CALLEE = "rehearsal-orders";

    private final TimeSource time = TimeSource.system();
    private final Path folder;
    private final SmallControlPlane controlPlane;
    private final UnaryOperator<@Nullable String> environment;

    private Rehearsal(Path folder) throws IOException {
        this.folder = folder;
        this.controlPlane = new SmallControlPlane(time);
        Map<String, String> variables = Map.of(
                "DAPR_HOST_IP", "127.0.0.1",
                "DAPR_TRUST_ANCHORS", controlPlane.anchors(),
                "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK", "true");
        this.environment = variables::get;
    }

    /** @param arguments the folder */
    public static void main(String[] arguments) throws FlagMisuseException, IOException {
        JavaLogging.redirect();
        Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]));
        int exitCode = rehearsal.withoutAnything();
        exitCode = exitCode == 0 ? rehearsal.inACluster() : exitCode;
        System.exit(exitCode == 0 ? rehearsal.withRequests() : exitCode);
    }

    private int withoutAnything() throws FlagMisuseException {
        return live(options(CALLER, 0), sidecar -> Mono.empty());
    }

    private int inACluster() throws FlagMisuseException {
        SidecarOptions options = options(
                CALLER,
                0,
                mutualTls(),
                "--mode=kubernetes",
                "--control-plane-address=" + controlPlane.operatorAddress(),
                "--disable-builtin-k8s-secret-store");
        return live(options, sidecar -> Mono.empty());
    }

    private List<String> mutualTls() {
        return List.of(
                "--enable-mtls",
                "--sentry-address=" + controlPlane.sentryAddress(),
                "--control-plane-namespace=" + SmallControlPlane.NAMESPACE,
                "--control-plane-trust-domain=" + SmallControlPlane.TRUST_DOMAIN);
    }

    /** One sidecar asks another one, which has an application. */
    private int withRequests() throws FlagMisuseException, IOException {
        try (EmptyRedis redis = new EmptyRedis()) {
            List<String> manifests = new ArrayList<>(writeManifests(redis.port()));
            manifests.addAll(mutualTls());
            DisposableServer application = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .handle((request, response) -> response.sendString(Mono.just("{}")))
                    .bindNow(LIMIT);
            SidecarOptions asked = options(CALLEE, 0, manifests, "--app-port=" + application.port());
            SidecarRun callee = new SidecarRun(asked, environment, new NothingElse(), controlPlane(asked), time);
            callee.start().toFuture().join();
            int metricsPort = freePort();
            int exitCode = live(options(CALLER, metricsPort, manifests), caller -> calls(caller, metricsPort));
            callee.stop().toFuture().join();
            application.disposeNow(LIMIT);
            return exitCode;
        }
    }

    private static Mono<Void> calls(SidecarRun sidecar, int metricsPort) {
        return new CommonCalls(
                        sidecar.httpAddresses().get(0),
                        sidecar.grpcAddresses().get(0),
                        new InetSocketAddress("127.0.0.1", metricsPort),
                        List.of("memory", "file", "redis"),
                        CALLEE)
                .make();
    }

    /** Manifests of stores, and a Configuration whose names are in a file; gives the flags that name them. */
    private List<String> writeManifests(int redisPort) throws IOException {
        Path resources = Files.createDirectories(folder.resolve("resources"));
        writeStore(resources, "memory", "state.in-memory", "unused", "");
        writeStore(
                resources,
                "file",
                "state.sqlite",
                "connectionString",
                folder.resolve("state.db").toString());
        writeStore(resources, "redis", "state.redis", "redisHost", "127.0.0.1:" + redisPort);
        Path configuration =
                Files.writeString(folder.resolve("config.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata:
                  name: rehearsal
                spec:
                  nameResolution:
                    component: sqlite
                    version: v1
                    configuration:
                      connectionString: "%s"
                """.formatted(folder.resolve("names.db")));
        return List.of("--resources-path=" + resources, "--config=" + configuration);
    }

    private static void writeStore(Path resources, String name, String type, String field, String value)
            throws IOException {
        Files.writeString(resources.resolve(name + ".yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: %s
                spec:
                  type: %s
                  version: v1
                  metadata:
                    - name: %s
                      value: "%s"
                """.formatted(name, type, field, value));
    }

    private SidecarOptions options(String appId, int metricsPort, String... more) throws FlagMisuseException {
        return options(appId, metricsPort, List.of(), more);
    }

    private SidecarOptions options(String appId, int metricsPort, List<String> manifests, String... more)
            throws FlagMisuseException {
        List<String> arguments = new ArrayList<>(List.of(
                "--app-id=" + appId,
                "--dapr-listen-addresses=127.0.0.1",
                "--dapr-http-port=0",
                "--dapr-grpc-port=0",
                "--metrics-listen-address=127.0.0.1",
                "--metrics-port=" + metricsPort));
        arguments.addAll(manifests);
        arguments.addAll(List.of(more));
        ParsedFlags flags = DaprdFlags.parse(arguments);
        return new OptionsReader(flags, MessageSizes.of(flags), environment).read();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A whole life of a sidecar, with this in its middle; returns the exit code. */
    private int live(SidecarOptions options, Function<SidecarRun, Mono<Void>> middle) {
        ControlPlane own = controlPlane(options);
        Lifecycle lifecycle = new Lifecycle(
                control -> new ShortRun(new SidecarRun(options, environment, control, own, time), control, middle),
                options.shutdown(),
                time,
                LogOutput.ofProcess());
        return lifecycle.live().toFuture().join();
    }

    private @Nullable ControlPlane controlPlane(SidecarOptions options) {
        ControlPlaneOptions given = options.controlPlane();
        return given == null
                ? null
                : new ControlPlane(given, options.runtime().app(), environment, time);
    }

    /** Ends as soon as the middle is over. */
    private record ShortRun(SidecarRun sidecar, RunControl control, Function<SidecarRun, Mono<Void>> middle)
            implements Run {

        @Override
        public Mono<Void> start() {
            return sidecar.start()
                    .then(Mono.defer(() -> middle.apply(sidecar)))
                    .doOnSuccess(done -> control.shutDown());
        }

        @Override
        public Mono<Void> failure() {
            return sidecar.failure();
        }

        @Override
        public void quiesce() {
            sidecar.quiesce();
        }

        @Override
        public Mono<Void> appUnhealthy() {
            return sidecar.appUnhealthy();
        }

        @Override
        public Mono<Void> stop() {
            return sidecar.stop();
        }
    }

    /** For a run without a life around it: it is ended by whoever began it. */
    private static final class NothingElse implements RunControl {

        @Override
        public void shutDown() {}

        @Override
        public void restart() {}

        @Override
        public void exit() {}
    }
}
