package dev.inlay.benchmarks;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The application that is called, in a process of its own: reads an order, answers with a few bytes. */
final class OrderApp {

    static final String PATH = "/neworder";
    static final byte[] ORDER = "{\"data\":{\"orderId\":42}}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER = "{\"status\":\"persisted\"}".getBytes(StandardCharsets.UTF_8);

    private OrderApp() {}

    /** What an order is answered with. */
    static byte[] answer() {
        return ANSWER.clone();
    }

    /** Serves on the port given until the process is ended. */
    public static void main(String[] arguments) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .route(routes -> routes.post(PATH, (request, response) -> request.receive()
                                .aggregate()
                                .asByteArray()
                                .then(response.header("content-type", "application/json")
                                        .sendObject(Unpooled.wrappedBuffer(ANSWER))
                                        .then()))
                        .get("/dapr/config", (request, response) -> Mono.from(response.sendNotFound())))
                .bindNow();
        server.onDispose().block();
    }
}
