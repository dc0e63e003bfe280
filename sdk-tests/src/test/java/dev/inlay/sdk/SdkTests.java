package dev.inlay.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dapr's SDKs of other languages find in our runtimes what they expect of daprd. */
class SdkTests {

    private static final int CHECKS_BESIDE_INVOCATIONS = 10;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static Neighbourhood neighbourhood;
    private static SdkFleet fleet;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        neighbourhood = new Neighbourhood(folder);
        fleet = new SdkFleet(neighbourhood);
        for (String app : fleet.apps()) {
            await(app).atMost(LIMIT).until(() -> answers(app));
        }
    }

    @AfterAll
    static void close() throws Exception {
        neighbourhood.close();
    }

    private static boolean answers(String app) throws Exception {
        HttpRequest hello = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + fleet.sidecar().httpPort() + "/v1.0/invoke/" + app + "/method/hello"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"text\":\"are you there\"}"))
                .build();
        return HttpClient.newHttpClient().send(hello, BodyHandlers.ofString()).statusCode() == 200;
    }

    @ParameterizedTest
    @CsvSource({"http,sidecar", "http,embedded", "grpc,sidecar", "grpc,embedded"})
    void javascript(String protocol, String runtime) throws IOException {
        play(Toolchain.javascript(), List.of("node", "client.mjs"), protocol, runtime);
    }

    @ParameterizedTest
    @CsvSource({"http,sidecar", "http,embedded", "grpc,sidecar", "grpc,embedded"})
    void python(String protocol, String runtime) throws IOException {
        List<String> command = List.of(Toolchain.python(), "client.py");
        play(Toolchain.pythonScripts(), command, protocol, runtime);
    }

    private static void play(Path folder, List<String> command, String protocol, String kind) throws IOException {
        SdkFleet.Runtime runtime = kind.equals("sidecar") ? fleet.sidecar() : fleet.embedded();
        Map<String, Object> environment = Map.of(
                "PROTOCOL", protocol,
                "DAPR_API_METHOD_INVOCATION_PROTOCOL", protocol,
                "DAPR_HTTP_PORT", runtime.httpPort(),
                "DAPR_GRPC_PORT", runtime.grpcPort(),
                "RUNTIME_ID", runtime.appId(),
                "APPS", String.join(",", fleet.apps()),
                "RUN", UUID.randomUUID());
        Path outputs = neighbourhood.folder("client");
        try (Script client = Script.start(folder, outputs, environment, command)) {
            client.awaitSuccess(LIMIT);
            int apps = fleet.apps().size();
            assertThat(client.linesWith("ok - "))
                    .as(client::output)
                    .hasSize(CHECKS_BESIDE_INVOCATIONS + apps + apps * apps);
            System.out.printf(
                    "%s: %d checks held by %s at the %s%n",
                    command.get(command.size() - 1), client.linesWith("ok - ").size(), protocol, kind);
        }
    }
}
