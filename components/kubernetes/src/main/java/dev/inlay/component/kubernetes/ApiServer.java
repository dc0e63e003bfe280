package dev.inlay.component.kubernetes;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.MessageBody;
import dev.inlay.time.TimeSource;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Reads objects from the API server, as the pod's service account. The token is read anew from time to time, since
 * Kubernetes replaces it. Thread-safe; nothing blocks.
 */
final class ApiServer {

    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration TOKEN_AGE = Duration.ofMinutes(1);
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    /** More than all secrets of a large namespace: an object has at most 1 MiB. */
    private static final int LARGEST = 64 << 20;

    private final ClusterAccess access;
    private final JsonCodec json;
    private final TimeSource time;
    private final ConnectionProvider connections =
            ConnectionProvider.builder("inlay-kubernetes").maxConnections(8).build();
    private final HttpClient client;
    private volatile @Nullable Token token;

    private record Token(String text, long readAt) {}

    private record Answer(int status, byte[] body) {}

    ApiServer(ClusterAccess access, JsonCodec json, TimeSource time) {
        this.access = access;
        this.json = json;
        this.time = time;
        Http11SslContextSpec tls = Http11SslContextSpec.forClient()
                .configure(context -> context.trustManager(access.roots().toFile()));
        this.client = HttpClient.create(connections)
                .baseUrl(access.baseUrl())
                .secure(connection -> connection.sslContext(tls))
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "application/json"));
    }

    /** Loads what the first request needs, which reads files. */
    Mono<Void> prepare() {
        return client.warmup().subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * An object or a list.
     *
     * @param path as {@code /api/v1/namespaces/shop/secrets/redis}
     * @return empty if there is none; fails with the words of the API server
     */
    Mono<Map<String, Object>> get(String path) {
        return ask(path, false)
                .flatMap(answer -> answer.status == UNAUTHORIZED ? ask(path, true) : Mono.just(answer))
                .flatMap(answer -> answer.status == NOT_FOUND ? Mono.empty() : Mono.just(read(path, answer)));
    }

    private Mono<Answer> ask(String path, boolean anew) {
        return token(anew)
                .flatMap(text -> client.headers(headers -> headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + text))
                        .get()
                        .uri(path)
                        .response((response, body) -> MessageBody.stream(
                                        body.asByteArray().map(ByteBuffer::wrap))
                                .toBytes(LARGEST)
                                .map(bytes -> new Answer(response.status().code(), bytes)))
                        .next()
                        .timeout(LIMIT, time.scheduler())
                        .onErrorMap(error -> failure("cannot be reached: " + error.getMessage(), error)));
    }

    private Mono<String> token(boolean anew) {
        Token known = token;
        if (!anew && known != null && time.since(known.readAt).compareTo(TOKEN_AGE) < 0) {
            return Mono.just(known.text);
        }
        return Mono.fromCallable(() -> {
                    try {
                        Token read = new Token(Files.readString(access.token()).strip(), time.nanoTime());
                        token = read;
                        return read.text;
                    } catch (IOException e) {
                        throw failure("is not asked: the token in " + access.token() + " cannot be read: " + e, e);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Map<String, Object> read(String path, Answer answer) {
        Map<String, Object> body;
        try {
            body = Objects.requireNonNullElse(json.decode(answer.body, OBJECT.type()), Map.<String, Object>of());
        } catch (CodecException e) {
            body = Map.of();
        }
        if (answer.status >= 300) {
            Object message = body.get("message");
            throw failure(
                    "answers " + path + " with status " + answer.status + (message == null ? "" : ": " + message),
                    null);
        }
        return body;
    }

    private InlayException failure(String problem, @Nullable Throwable cause) {
        return new InlayException(
                ErrorCode.INTERNAL, "the API server of Kubernetes at " + access.address() + " " + problem, cause);
    }

    Mono<Void> close() {
        return connections.disposeLater();
    }
}
