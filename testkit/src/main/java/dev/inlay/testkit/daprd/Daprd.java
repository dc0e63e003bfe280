package dev.inlay.testkit.daprd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running daprd, for tests that hold us against it, or a program that takes its flags. It listens on loopback, on free
 * ports, and is announced as {@code 127.0.0.1}. Its methods block.
 *
 * <p>The program is the one that environment variable {@code DAPR_BIN} names, unless another is given. Without either the
 * running test is skipped, and says so.
 */
public final class Daprd implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int httpPort;
    private final int grpcPort;
    private final Path log;

    private Daprd(Process process, int httpPort, int grpcPort, Path log) {
        this.process = process;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
        this.log = log;
    }

    /** Begins the description of a daprd. */
    public static Builder withAppId(String appId) {
        return new Builder(appId);
    }

    /** Describes a daprd. */
    public static final class Builder {

        private final String appId;
        private final List<String> resources = new ArrayList<>();
        private final List<String> flags = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private @Nullable String configuration;
        private @Nullable Path program;

        private Builder(String appId) {
            this.appId = appId;
        }

        /** A program that takes daprd's flags, to run in the place of daprd. */
        public Builder program(Path executable) {
            program = executable;
            return this;
        }

        /** A manifest: one YAML document. */
        public Builder resource(String manifest) {
            resources.add(manifest);
            return this;
        }

        /** Its Configuration: one YAML document. */
        public Builder configuration(String manifest) {
            configuration = manifest;
            return this;
        }

        /** The port on which its application listens, speaking HTTP. */
        public Builder appPort(int port) {
            return flag("--app-port=" + port);
        }

        /** A flag of the command line, as {@code --log-level=debug}. */
        public Builder flag(String flag) {
            flags.add(flag);
            return this;
        }

        /** An environment variable of the process. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /**
         * Starts it and waits until it serves its API. Its manifests and its log are written to the folder.
         *
         * @param folder an empty folder
         */
        public Daprd start(Path folder) throws IOException {
            Path executable = program == null ? daprd() : program;
            Path manifests = Files.createDirectories(folder.resolve("resources"));
            for (String resource : resources) {
                Files.writeString(Files.createTempFile(manifests, "resource", ".yaml"), resource);
            }
            List<Integer> ports = freePorts(4);
            List<String> command = new ArrayList<>(List.of(
                    executable.toString(),
                    "--app-id=" + appId,
                    "--resources-path=" + manifests,
                    "--dapr-http-port=" + ports.get(0),
                    "--dapr-grpc-port=" + ports.get(1),
                    "--dapr-internal-grpc-port=" + ports.get(2),
                    "--profile-port=" + ports.get(3),
                    "--enable-metrics=false",
                    "--dapr-listen-addresses=127.0.0.1"));
            if (configuration != null) {
                Path file = Files.writeString(folder.resolve("configuration.yaml"), configuration);
                command.add("--config=" + file);
            }
            command.addAll(flags);
            Path log = folder.resolve("daprd.log");
            ProcessBuilder process =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            process.environment().put("DAPR_HOST_IP", "127.0.0.1");
            process.environment().putAll(environment);
            Daprd daprd = new Daprd(process.start(), ports.get(0), ports.get(1), log);
            daprd.awaitStart();
            return daprd;
        }

        private static Path daprd() {
            String binary = System.getenv("DAPR_BIN");
            assumeTrue(
                    binary != null && Files.isExecutable(Path.of(binary)),
                    "skipped: set DAPR_BIN to the path of a daprd binary to hold Inlay against it");
            return Path.of(String.valueOf(binary));
        }

        /** Different ports that were free just now. */
        private static List<Integer> freePorts(int count) throws IOException {
            List<ServerSocket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                }
                return sockets.stream().map(ServerSocket::getLocalPort).toList();
            } finally {
                for (ServerSocket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    private void awaitStart() {
        try {
            await("daprd to be ready")
                    .atMost(START_LIMIT)
                    .ignoreExceptionsMatching(error -> error instanceof UncheckedIOException)
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("daprd has ended: " + log());
                        }
                        return send("GET", "/v1.0/healthz/outbound", "").statusCode() == 204;
                    });
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    public int httpPort() {
        return httpPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    /** Where its API answers this path. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    /**
     * Sends a request to its API.
     *
     * @param body the body; empty for none
     * @param headers names and values, alternating
     */
    public HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(ANSWER_LIMIT)
                .method(
                        method,
                        body.isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has logged so far, one entry a line. */
    public List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException unreadable) {
            return Collections.emptyList();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
