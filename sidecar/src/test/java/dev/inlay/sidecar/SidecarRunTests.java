package dev.inlay.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.sidecar.flag.DaprdFlags;
import dev.inlay.sidecar.life.RunControl;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

class SidecarRunTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path resources;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private @Nullable SidecarRun run;
    private @Nullable DisposableServer application;

    /** Applications are found in a file, so that the test needs no network. */
    @BeforeEach
    void nameResolutionByAFile() throws IOException {
        write("config.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata: {name: config}
                spec:
                  nameResolution:
                    component: sqlite
                    version: v1
                    configuration: {connectionString: "%s"}
                """.formatted(resources.resolve("registry.db")));
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.stop().block(LIMIT);
        }
        if (application != null) {
            application.disposeNow(LIMIT);
        }
    }

    private void write(String file, String manifest) throws IOException {
        Files.writeString(resources.resolve(file), manifest);
    }

    private SidecarRun run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--app-id=orders",
                "--dapr-listen-addresses=127.0.0.1",
                "--dapr-http-port=0",
                "--dapr-grpc-port=0",
                "--enable-metrics=false",
                "--resources-path=" + resources));
        arguments.addAll(List.of(more));
        RunControl control = new RunControl() {
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
        };
        try {
            ParsedFlags flags = DaprdFlags.parse(arguments);
            SidecarOptions options = new OptionsReader(
                            flags, MessageSizes.of(flags), name -> name.equals("DAPR_HOST_IP") ? "127.0.0.1" : null)
                    .read();
            SidecarRun made = new SidecarRun(
                    options,
                    name -> name.equals("DAPR_HOST_IP") ? "127.0.0.1" : null,
                    control,
                    null,
                    TimeSource.system());
            run = made;
            return made;
        } catch (FlagMisuseException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpClient to(SidecarRun run) {
        return HttpClient.newConnection().baseUrl("http:/" + run.httpAddresses().get(0));
    }

    private static @Nullable Integer status(SidecarRun run, String path) {
        return to(run).get()
                .uri(path)
                .response()
                .map(answer -> answer.status().code())
                .block(LIMIT);
    }

    @Test
    void withoutAnApplicationItIsReadyAsSoonAsItHasStarted() {
        SidecarRun started = run();

        started.start().block(LIMIT);

        assertThat(status(started, "/v1.0/healthz")).isEqualTo(204);
        assertThat(status(started, "/v1.0/healthz/outbound")).isEqualTo(204);
    }

    @Test
    void metadataNameNoPortWhereThereIsNoApplication() {
        SidecarRun started = run();

        started.start().block(LIMIT);

        assertThat(to(started)
                        .get()
                        .uri("/v1.0/metadata")
                        .responseContent()
                        .aggregate()
                        .asString()
                        .block(LIMIT))
                .contains("\"appConnectionProperties\":{\"protocol\":\"http\",\"channelAddress\":\"127.0.0.1\"}");
    }

    @Test
    void outboundCallsAreServedBeforeTheApplicationListensAndEverythingAfterwards() {
        int port = freePort();
        SidecarRun started = run("--app-port=" + port);
        Mono<Void> start = started.start().cache();
        start.subscribe();
        await().atMost(LIMIT).until(() -> !started.httpAddresses().isEmpty());
        assertThat(status(started, "/v1.0/healthz/outbound")).isEqualTo(204);
        assertThat(status(started, "/v1.0/healthz")).isEqualTo(500);

        application = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .handle((request, response) -> response.sendString(Mono.just("{}")))
                .bindNow();
        start.block(LIMIT);

        assertThat(status(started, "/v1.0/healthz")).isEqualTo(204);
        assertThat(status(started, "/v1.0/invoke/orders/method/anything")).isEqualTo(200);
    }

    /** A port that nobody listens on yet, and that the application takes later. */
    private static int freePort() {
        DisposableServer probe = HttpServer.create().host("127.0.0.1").port(0).bindNow();
        int port = probe.port();
        probe.disposeNow(LIMIT);
        return port;
    }

    @Test
    void theApiCanAskForTheEnd() {
        SidecarRun started = run();
        started.start().block(LIMIT);

        Integer status = to(started)
                .post()
                .uri("/v1.0/shutdown")
                .response()
                .map(answer -> answer.status().code())
                .block(LIMIT);

        assertThat(status).isEqualTo(204);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(asked).containsExactly("shutdown"));
    }

    @Test
    void theApiCanAskForAnEndAtOnce() {
        SidecarRun started = run();
        started.start().block(LIMIT);

        to(started)
                .headers(headers -> headers.set("dapr-force-shutdown", "True"))
                .post()
                .uri("/v1.0/shutdown")
                .response()
                .block(LIMIT);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(asked).containsExactly("exit"));
    }

    @Test
    void thePipelineBeforeTheApplicationStandsBeforeHttpEndpointsToo() throws IOException {
        application = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.send(request.receive().retain()))
                .bindNow();
        write("upper.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: upper}
                spec: {type: middleware.http.uppercase, version: v1}
                """);
        write("web.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: HTTPEndpoint
                metadata: {name: web}
                spec: {baseURL: "http://127.0.0.1:%d"}
                """.formatted(application.port()));
        write("pipeline.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata: {name: pipeline}
                spec: {appHttpPipeline: {handlers: [{name: upper, type: middleware.http.uppercase}]}}
                """);
        SidecarRun started = run();
        started.start().block(LIMIT);

        String answer = to(started)
                .post()
                .uri("/v1.0/invoke/web/method/echo")
                .send(ByteBufFlux.fromString(Mono.just("quiet")))
                .responseContent()
                .aggregate()
                .asString()
                .block(LIMIT);

        assertThat(answer).isEqualTo("QUIET");
    }

    @Test
    void aComponentThatCannotBeMadeIsToldOfInDaprsWords() throws IOException {
        write("store.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: statestore}
                spec:
                  type: state.redis
                  version: v1
                  initTimeout: 300ms
                  metadata: [{name: redisHost, value: "127.0.0.1:1"}]
                """);

        assertThatThrownBy(() -> run().start().block(LIMIT))
                .hasMessageStartingWith("process component statestore error: [INIT_COMPONENT_FAILURE]: initialization"
                        + " error occurred for statestore (state.redis/v1): [INIT_COMPONENT_FAILURE]: initialization"
                        + " error occurred for statestore (state.redis/v1): ");
    }

    @Test
    void aConfigurationThatChangesAsksForARestart() throws IOException {
        SidecarRun started = run();
        started.start().block(LIMIT);

        write("resiliency.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata: {name: resiliency}
                spec: {policies: {timeouts: {general: 5s}}}
                """);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(asked).contains("restart"));
    }
}
