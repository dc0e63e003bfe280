package dev.inlay.sidecar.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.telemetry.TracingSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Spans from the runtime's telemetry to real collectors. */
@Timeout(30)
class TracingTests {

    private static final String GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final BlockingQueue<String> posts = new LinkedBlockingQueue<>();
    private final DisposableServer collector = HttpServer.create()
            .host("127.0.0.1")
            .handle((request, response) -> request.receive()
                    .aggregate()
                    .asByteArray()
                    .defaultIfEmpty(new byte[0])
                    .doOnNext(body -> posts.add(request.uri() + " "
                            + request.requestHeaders().get("authorization") + " "
                            + text(body, "gzip".equals(request.requestHeaders().get("content-encoding")))))
                    .then(response.status(202).send().then()))
            .bindNow();

    @AfterEach
    void close() {
        collector.disposeNow();
    }

    @Test
    void zipkinGetsTheSpansOfACall() throws InterruptedException {
        Tracing tracing = tracing(new TracingSettings(1, false, url("/api/v2/spans"), null), Map.of());

        call(tracing.telemetry(), new InvokeRequest("orders", "POST", "neworder"));
        tracing.close().block(Duration.ofSeconds(10));

        assertThat(posted())
                .startsWith("/api/v2/spans ")
                .contains(
                        "\"name\":\"calllocal/orders/neworder\"", "\"serviceName\":\"client\"", "\"kind\":\"CLIENT\"");
    }

    @Test
    void aCollectorGetsThemByOtlpWithItsHeaders() throws InterruptedException {
        TracingSettings.Otlp otlp = new TracingSettings.Otlp(
                "127.0.0.1:" + collector.port(), false, false, Map.of("authorization", "token"), null);
        Tracing tracing =
                tracing(new TracingSettings(1, false, null, otlp), Map.of("OTEL_SERVICE_NAME", "another-name"));

        call(tracing.telemetry(), new InvokeRequest("orders", "POST", "neworder"));
        tracing.close().block(Duration.ofSeconds(10));

        assertThat(posted()).startsWith("/v1/traces token ").contains("CallLocal/orders/neworder", "another-name");
    }

    @Test
    void theCallersDecisionToSampleIsFollowed() {
        Tracing tracing = tracing(new TracingSettings(1, false, url("/api/v2/spans"), null), Map.of());
        String notSampled = GIVEN.substring(0, GIVEN.length() - 1) + "0";

        String passed = call(
                tracing.telemetry(),
                new InvokeRequest("orders", "POST", "neworder").withHeader("traceparent", notSampled));
        tracing.close().block(Duration.ofSeconds(10));

        assertThat(passed).startsWith(GIVEN.substring(0, 35)).endsWith("-00").isNotEqualTo(notSampled);
        assertThat(posts).isEmpty();
    }

    private String call(Telemetry telemetry, InvokeRequest request) {
        return Objects.requireNonNull(telemetry
                .api(
                        request,
                        api -> telemetry.sending(
                                api,
                                traced -> Mono.just(new InvokeResponse(
                                        200,
                                        MessageHeaders.of(
                                                "passed",
                                                String.valueOf(traced.headers().first("traceparent"))),
                                        MessageBody.empty()))))
                .mapNotNull(response -> response.headers().first("passed"))
                .block(Duration.ofSeconds(10)));
    }

    private Tracing tracing(TracingSettings settings, Map<String, String> environment) {
        return Tracing.of(settings, "client", environment::get);
    }

    private static String text(byte[] body, boolean isZipped) {
        try (InputStream in =
                isZipped ? new GZIPInputStream(new ByteArrayInputStream(body)) : new ByteArrayInputStream(body)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + collector.port() + path;
    }

    private String posted() throws InterruptedException {
        return Objects.requireNonNull(posts.poll(10, TimeUnit.SECONDS), "nothing was sent");
    }
}
