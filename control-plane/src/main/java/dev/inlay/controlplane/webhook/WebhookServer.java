package dev.inlay.controlplane.webhook;

import dev.inlay.error.AddressUnavailableException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** An HTTPS port where the API server asks: JSON in, JSON out, at one path. Thread-safe. */
public final class WebhookServer {

    private static final String JSON = "application/json";

    /** The API server takes no object larger than 3 MiB; a review may hold two. */
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private final String purpose;
    private final InetSocketAddress listen;
    private final Function<byte[], byte[]> answers;
    private final Logger log;
    private final HttpServer server;
    private final AtomicReference<@Nullable DisposableServer> bound = new AtomicReference<>();

    /**
     * A server that does not listen yet.
     *
     * @param purpose in words, as {@code the injector's webhook}
     * @param listen where; port 0 for any free one
     * @param tls asked for at each connection
     * @param path without the leading slash
     * @param answers the answer to a question; called on a thread that may block
     * @param scope of the log lines
     */
    public WebhookServer(
            String purpose,
            InetSocketAddress listen,
            LoopResources loops,
            Supplier<SslContext> tls,
            String path,
            Function<byte[], byte[]> answers,
            String scope) {
        this.purpose = purpose;
        this.listen = listen;
        this.answers = answers;
        this.log = LoggerFactory.getLogger(scope);
        this.server = HttpServer.create()
                .runOn(loops)
                .bindAddress(() -> listen)
                .secure(spec -> spec.sslContext(tls.get()))
                .route(routes -> routes.route(request -> request.path().equals(path), this::handle));
    }

    /** Begins to listen. Fails with {@link AddressUnavailableException} if the address is taken. */
    public Mono<InetSocketAddress> start() {
        return server.bind()
                .doOnNext(bound::set)
                .map(open -> (InetSocketAddress) open.address())
                .onErrorMap(
                        WebhookServer::isTaken,
                        error -> new AddressUnavailableException(
                                purpose, listen.getHostString() + ":" + listen.getPort(), error));
    }

    private static boolean isTaken(Throwable error) {
        return error instanceof BindException || error.getCause() instanceof BindException;
    }

    /** The port; 0 while it does not listen. */
    public int port() {
        DisposableServer open = bound.get();
        return open == null ? 0 : open.port();
    }

    /** Listens no more. */
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            DisposableServer open = bound.getAndSet(null);
            if (open == null) {
                return Mono.empty();
            }
            open.dispose();
            return open.onDispose();
        });
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String contentType = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return body(request).flatMap(body -> {
            if (body.length == 0) {
                log.error("Empty body");
                return refuse(response, HttpResponseStatus.BAD_REQUEST, "empty body");
            }
            if (body.length > MAX_BODY) {
                return refuse(
                        response,
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "the body is larger than " + MAX_BODY + " bytes");
            }
            if (!contentType.equals(JSON)) {
                log.error("Content-Type={}, expect {}", contentType, JSON);
                return refuse(
                        response,
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        "invalid Content-Type, expected `" + JSON + "`");
            }
            return Mono.fromCallable(() -> answers.apply(body))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(answer -> response.header(HttpHeaderNames.CONTENT_TYPE, JSON)
                            .sendByteArray(Mono.just(answer))
                            .then());
        });
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        return request.receive()
                .asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (all, part) -> {
                    if (all.size() <= MAX_BODY) {
                        all.writeBytes(part);
                    }
                    return all;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static Mono<Void> refuse(HttpServerResponse response, HttpResponseStatus status, String text) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .sendString(Mono.just(text + "\n"), StandardCharsets.UTF_8)
                .then();
    }
}
