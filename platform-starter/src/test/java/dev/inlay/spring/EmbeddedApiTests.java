package dev.inlay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.api.ApiHeads;
import dev.inlay.spring.apps.EchoOfCallsApplication;
import dev.inlay.spring.apps.Machine;
import dev.inlay.spring.lifecycle.ApiLifecycle;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprMetadataProtos.GetMetadataRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The ports that an application opens for callers who speak to a sidecar. */
class EmbeddedApiTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before every test
    private Machine machine;

    @SuppressWarnings("NullAway.Init") // before every test
    private ConfigurableApplicationContext application;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        machine = new Machine(folder);
        application = machine.start(
                EchoOfCallsApplication.class,
                "app",
                WebApplicationType.REACTIVE,
                "--inlay.state.path=" + folder.resolve("state.db"),
                "--inlay.api.enabled=true",
                "--inlay.api.http-port=0",
                "--inlay.api.grpc-port=0",
                "--inlay.api.metrics-port=0",
                "--inlay.internal-grpc-port=0");
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    private ApiHeads heads() {
        return application.getBean(ApiHeads.class);
    }

    private URI api(String path) {
        InetSocketAddress address = (InetSocketAddress) heads().httpAddresses().get(0);
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    private String get(URI address) throws Exception {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private int post(URI address) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(address)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void theGrpcApiSpeaksOfTheApplication() {
        InetSocketAddress address = (InetSocketAddress) heads().grpcAddresses().get(0);
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(address).usePlaintext().build();
        try {
            var metadata = DaprGrpc.newBlockingStub(channel).getMetadata(GetMetadataRequest.getDefaultInstance());

            assertThat(metadata.getId()).isEqualTo("app");
            assertThat(metadata.getRegisteredComponentsList())
                    .anyMatch(component -> component.getName().equals("statestore"));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void prometheusGetsTheMetricsUnderDaprsNames() throws Exception {
        assertThat(get(api("/v1.0/invoke/app/method/hello"))).contains("\"path\":\"/hello\"");

        InetSocketAddress metrics =
                (InetSocketAddress) application.getBean(ApiLifecycle.class).metricsAddress();
        assertThat(metrics).isNotNull();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(get(URI.create("http://127.0.0.1:" + metrics.getPort() + "/metrics")))
                        .contains(
                                "dapr_http_server_request_count{app_id=\"app\",method=\"GET\",path=\"/v1.0/invoke/app/method/hello\",status=\"200\"} 1",
                                "dapr_runtime_component_loaded{app_id=\"app\"}"));
    }

    @Test
    void shutdownEndsTheApplicationInOrder() throws Exception {
        assertThat(post(api("/v1.0/shutdown"))).isEqualTo(204);

        await().atMost(LIMIT).until(() -> !application.isActive());
    }
}
