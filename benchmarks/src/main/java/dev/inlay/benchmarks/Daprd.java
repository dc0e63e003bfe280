package dev.inlay.benchmarks;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of daprd, or of a program with its flags, without a control plane; it logs warnings only. */
final class Daprd implements AutoCloseable {

    private final ChildProcess process;
    private final int httpPort;
    private final int grpcPort;

    private Daprd(ChildProcess process, int httpPort, int grpcPort) {
        this.process = process;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
    }

    /** Starts one that does nothing but its work: without metrics. Otherwise as {@link #startWithMetrics}. */
    static Daprd start(Path binary, Path folder, String appId, int appPort) {
        return start(binary, folder, appId, appPort, Ports.free(3), "--enable-metrics=false");
    }

    /**
     * Starts one as it is by default.
     *
     * @param binary the program
     * @param appPort where its application listens; 0 for none
     * @param folder with its resources ({@code resources}) and configuration ({@code config.yaml})
     */
    static Daprd startWithMetrics(Path binary, Path folder, String appId, int appPort) {
        List<Integer> ports = Ports.free(4);
        return start(binary, folder, appId, appPort, ports, "--metrics-port=" + ports.get(3));
    }

    private static Daprd start(
            Path binary, Path folder, String appId, int appPort, List<Integer> ports, String metrics) {
        List<String> command = new ArrayList<>(List.of(
                binary.toAbsolutePath().toString(),
                "--app-id=" + appId,
                "--dapr-http-port=" + ports.get(0),
                "--dapr-grpc-port=" + ports.get(1),
                "--dapr-internal-grpc-port=" + ports.get(2),
                "--dapr-listen-addresses=127.0.0.1",
                "--metrics-listen-address=127.0.0.1",
                metrics,
                "--log-level=warn",
                "--resources-path=" + folder.resolve("resources"),
                "--config=" + folder.resolve("config.yaml")));
        if (appPort > 0) {
            command.add("--app-port=" + appPort);
        }
        ChildProcess process =
                ChildProcess.start("daprd-" + appId, folder, Map.of("DAPR_HOST_IP", "127.0.0.1"), command);
        return new Daprd(process, ports.get(0), ports.get(1));
    }

    /** Writes the configuration that {@link #start} expects: names resolved by a file, no tracing. */
    static void prepare(Path folder) {
        try {
            Files.createDirectories(folder.resolve("resources"));
            Files.writeString(folder.resolve("config.yaml"), """
                    apiVersion: dapr.io/v1alpha1
                    kind: Configuration
                    metadata:
                      name: benchmark
                    spec:
                      tracing:
                        samplingRate: "0"
                      nameResolution:
                        component: sqlite
                        version: v1
                        configuration:
                          connectionString: "%s"
                    """.formatted(folder.resolve("names.db")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the manifest of a state store on the Redis at this port, for {@link #start}. */
    static void prepareStore(Path folder, String name, int redisPort) {
        try {
            Files.writeString(folder.resolve("resources").resolve(name + ".yaml"), """
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata:
                      name: %s
                    spec:
                      type: state.redis
                      version: v1
                      metadata:
                        - name: redisHost
                          value: 127.0.0.1:%d
                    """.formatted(name, redisPort));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its HTTP API, as soon as it is ready for outbound calls. */
    HttpCalls http(String name, int concurrency) {
        HttpCalls calls = new HttpCalls(name, httpPort, concurrency);
        HttpCalls.awaitSuccess(() -> calls.exchange(HttpMethod.GET, "/v1.0/healthz/outbound", null), process);
        return calls;
    }

    int httpPort() {
        return httpPort;
    }

    int grpcPort() {
        return grpcPort;
    }

    ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
