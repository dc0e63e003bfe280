package dev.inlay.sdk;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An application that speaks HTTP: one that hands calls on through its own runtime, or the last one of them. */
final class HttpHop implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DisposableServer server;
    private volatile @Nullable String next;

    private HttpHop(@Nullable BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> last) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post("/pass", last == null ? this::pass : last))
                .bindNow(LIMIT);
    }

    /** One that hands on what it gets, as soon as it gets it. */
    static HttpHop passing() {
        return new HttpHop(null);
    }

    static HttpHop last(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        return new HttpHop(handler);
    }

    int port() {
        return server.port();
    }

    /** Tells it the port of its runtime and whom to call. */
    void handOn(int runtimePort, String appId) {
        next = "http://127.0.0.1:" + runtimePort + "/v1.0/invoke/" + appId + "/method/pass";
    }

    private Publisher<Void> pass(HttpServerRequest request, HttpServerResponse response) {
        return HttpClient.create()
                .headers(headers -> headers.set("content-type", "application/octet-stream"))
                .post()
                .uri(Objects.requireNonNull(next))
                .send(request.receive().retain())
                .response((answer, body) -> response.status(answer.status()).send(body.retain()));
    }

    @Override
    public void close() {
        server.disposeNow(LIMIT);
    }
}
