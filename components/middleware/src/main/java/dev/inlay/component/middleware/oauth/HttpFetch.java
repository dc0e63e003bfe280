package dev.inlay.component.middleware.oauth;

import dev.inlay.message.MessageBody;
import dev.inlay.time.TimeSource;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Asks identity providers: short questions, short answers. Thread-safe. */
final class HttpFetch {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LARGEST = 1 << 20;

    private final ConnectionProvider connections =
            ConnectionProvider.builder("inlay-oauth").maxConnections(16).build();
    private final HttpClient client = HttpClient.create(connections);
    private final TimeSource time;

    HttpFetch(TimeSource time) {
        this.time = time;
    }

    /** An answer, whatever its status. */
    record Answer(int status, byte[] body) {

        boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    Mono<Answer> get(String url) {
        return read(
                client.headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "application/json"))
                        .get()
                        .uri(url),
                url);
    }

    /** @param authorization the field of this name; null for none */
    Mono<Answer> post(String url, String form, @Nullable String authorization) {
        return read(
                client.headers(headers -> {
                            headers.set(HttpHeaderNames.CONTENT_TYPE, "application/x-www-form-urlencoded");
                            headers.set(HttpHeaderNames.ACCEPT, "application/json");
                            if (authorization != null) {
                                headers.set(HttpHeaderNames.AUTHORIZATION, authorization);
                            }
                        })
                        .post()
                        .uri(url)
                        .send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(form, StandardCharsets.UTF_8))),
                url);
    }

    private Mono<Answer> read(HttpClient.ResponseReceiver<?> asked, String url) {
        return asked.response((response, body) -> MessageBody.stream(
                                body.asByteArray().map(ByteBuffer::wrap))
                        .toBytes(LARGEST)
                        .map(bytes -> new Answer(response.status().code(), bytes)))
                .next()
                .timeout(LIMIT, time.scheduler())
                .onErrorMap(error -> new OAuthException(url + " could not be asked: " + error.getMessage(), error));
    }

    Mono<Void> close() {
        return connections.disposeLater();
    }
}
