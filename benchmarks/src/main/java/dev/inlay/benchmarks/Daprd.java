package dev.inlay.benchmarks;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A daprd of our own: no control plane, no metrics, warnings only, so that it does nothing but its work. */
final class Daprd implements AutoCloseable {

    private final ChildProcess process;
    private final int httpPort;

    private Daprd(ChildProcess process, int httpPort) {
        this.process = process;
        this.httpPort = httpPort;
    }

    /**
     * Starts one.
     *
     * @param appPort where its application listens; 0 for none
     * @param folder with its resources ({@code resources}) and configuration ({@code config.yaml})
     */
    static Daprd start(Path binary, Path folder, String appId, int appPort) {
        List<Integer> ports = Ports.free(3);
        List<String> command = new ArrayList<>(List.of(
                binary.toAbsolutePath().toString(),
                "--app-id=" + appId,
                "--dapr-http-port=" + ports.get(0),
                "--dapr-grpc-port=" + ports.get(1),
                "--dapr-internal-grpc-port=" + ports.get(2),
                "--dapr-listen-addresses=127.0.0.1",
                "--enable-metrics=false",
                "--log-level=warn",
                "--resources-path=" + folder.resolve("resources"),
                "--config=" + folder.resolve("config.yaml")));
        if (appPort > 0) {
            command.add("--app-port=" + appPort);
        }
        ChildProcess process =
                ChildProcess.start("daprd-" + appId, folder, Map.of("DAPR_HOST_IP", "127.0.0.1"), command);
        return new Daprd(process, ports.get(0));
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

    /** Its HTTP API, as soon as it is ready for outbound calls. */
    HttpCalls http(String name, int concurrency) {
        HttpCalls calls = new HttpCalls(name, httpPort, concurrency);
        HttpCalls.awaitSuccess(() -> calls.exchange(HttpMethod.GET, "/v1.0/healthz/outbound", null), process);
        return calls;
    }

    ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
