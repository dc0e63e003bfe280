package dev.inlay.fleet;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An application that passes every POST on to the next one through its own runtime, streaming both ways. */
final class HttpRelay implements AutoCloseable {

    private final HttpClient client = HttpClient.create();
    private final AtomicReference<@Nullable URI> next = new AtomicReference<>();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.post("/**", this::relay))
            .bindNow();

    int port() {
        return server.port();
    }

    /** Where the next application's methods are, on the API of the own runtime. */
    void passOnTo(URI methods) {
        next.set(methods);
    }

    private Publisher<Void> relay(HttpServerRequest request, HttpServerResponse response) {
        return client.headers(headers -> headers.set("content-type", "application/octet-stream"))
                .post()
                .uri(next.get() + request.uri())
                .send(request.receive().retain())
                .response((answer, body) -> response.status(answer.status())
                        .sendByteArray(body.asByteArray())
                        .then());
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
