package dev.inlay.fleet;

import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The application at the end of the chain. {@code /upload} counts the bytes that come and tells when the first has;
 * {@code /download} sends {@link #CHUNKS} chunks, all but the first only when it is told that the first has arrived.
 */
final class HttpEnd implements AutoCloseable {

    static final int CHUNKS = 256;
    static final int CHUNK_SIZE = 64 << 10;
    static final long TOTAL = (long) CHUNKS * CHUNK_SIZE;

    final CompletableFuture<Void> uploadBegun = new CompletableFuture<>();
    final CompletableFuture<Void> downloadBegun = new CompletableFuture<>();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.post("/upload", this::upload).post("/download", this::download))
            .bindNow();

    int port() {
        return server.port();
    }

    /** Everything that is sent: the first chunk at once, the others when the first has come to its end. */
    static Flux<byte[]> chunks(CompletableFuture<Void> firstHasArrived) {
        Mono<byte[]> chunk = Mono.fromSupplier(() -> new byte[CHUNK_SIZE]);
        return chunk.concatWith(Mono.fromFuture(firstHasArrived, true).thenMany(chunk.repeat(CHUNKS - 2)));
    }

    private Publisher<Void> upload(HttpServerRequest request, HttpServerResponse response) {
        Mono<String> size = request.receive()
                .asByteArray()
                .doOnNext(bytes -> uploadBegun.complete(null))
                .reduce(0L, (sum, bytes) -> sum + bytes.length)
                .map(String::valueOf);
        return response.sendString(size);
    }

    private Publisher<Void> download(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().then().thenMany(response.sendByteArray(chunks(downloadBegun)));
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
