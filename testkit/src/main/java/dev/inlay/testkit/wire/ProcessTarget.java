package dev.inlay.testkit.wire;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A runtime that is a process of its own and takes daprd's flags: daprd itself, or the sidecar. */
public final class ProcessTarget implements WireTarget {

    private static final Duration START = Duration.ofSeconds(30);

    private final EchoApplication application = new EchoApplication();
    private final Process process;
    private final InetSocketAddress api;
    private final InetSocketAddress publicPort;

    /**
     * Starts the process and waits until it is healthy.
     *
     * @param program its path, or what starts it otherwise
     * @param folder an empty folder for manifests, stores and the log
     */
    public ProcessTarget(List<String> program, Path folder, WireSetup setup) throws IOException {
        List<Integer> ports = freePorts(5);
        this.api = address(ports.get(0));
        this.publicPort = address(ports.get(4));
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(
                "--app-id=app",
                "--app-port=" + application.address().getPort(),
                "--dapr-listen-addresses=127.0.0.1",
                "--dapr-http-port=" + ports.get(0),
                "--dapr-grpc-port=" + ports.get(1),
                "--dapr-internal-grpc-port=" + ports.get(2),
                "--metrics-port=" + ports.get(3),
                "--resources-path=" + writeResources(setup, folder),
                "--allowed-origins=" + setup.allowedOrigins()));
        if (setup.publicPort()) {
            command.add("--dapr-public-port=" + ports.get(4));
        }
        if (setup.maxBodySize() > 0) {
            command.add("--max-body-size=" + setup.maxBodySize());
        }
        String configuration = setup.configuration();
        if (configuration != null) {
            command.add("--config=" + copy(configuration, folder, folder.resolve("config")));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile());
        builder.environment().put("DAPR_HOST_IP", "127.0.0.1");
        if (setup.apiToken() != null) {
            builder.environment().put("DAPR_API_TOKEN", setup.apiToken());
        }
        this.process = builder.start();
        awaitHealth(folder);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    /** Ports that were free a moment ago, all different: the flags take no port of the process's own choice. */
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

    /** Writes the manifests of a setup into a folder and returns theirs. */
    public static Path writeResources(WireSetup setup, Path folder) throws IOException {
        Path resources = Files.createDirectories(folder.resolve("resources"));
        for (String name : setup.resources()) {
            copy(name, folder, resources);
        }
        return resources;
    }

    /** Copies a file that lies beside the cases, in which {@code $(folder)} stands for the folder of everything. */
    public static Path copy(String name, Path folder, Path target) throws IOException {
        try (InputStream stream = ProcessTarget.class.getResourceAsStream(name)) {
            String text = new String(
                    Objects.requireNonNull(stream, () -> "no resource " + name).readAllBytes(), StandardCharsets.UTF_8);
            Files.createDirectories(target);
            return Files.writeString(target.resolve(name), text.replace("$(folder)", folder.toString()));
        }
    }

    private void awaitHealth(Path folder) {
        WireClient client = new WireClient(api);
        try {
            await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it ended with status " + process.exitValue());
                }
                return isHealthy(client);
            });
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("not healthy; its log:\n" + log(folder), e);
        }
    }

    private static boolean isHealthy(WireClient client) {
        try {
            return client.send("GET /v1.0/healthz", List.of(), new byte[0]).status() == 204;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("log.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InetSocketAddress api() {
        return api;
    }

    @Override
    public InetSocketAddress publicPort() {
        return publicPort;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("appPort", String.valueOf(application.address().getPort()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        application.close();
    }
}
