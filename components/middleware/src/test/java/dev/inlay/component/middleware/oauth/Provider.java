package dev.inlay.component.middleware.oauth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An identity provider on a real port, which answers what a test tells it to. */
final class Provider implements AutoCloseable {

    /** A request as the provider sees it. */
    record Asked(String path, String authorization, String form) {}

    /** An answer of the provider. */
    record Answer(int status, String body) {}

    final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final DisposableServer server;

    Provider() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString(StandardCharsets.UTF_8)
                        .defaultIfEmpty("")
                        .flatMap(form -> {
                            String path = request.uri();
                            String authorization =
                                    String.valueOf(request.requestHeaders().get("authorization"));
                            asked.add(new Asked(path, authorization, form));
                            Answer answer = answers.getOrDefault(path, new Answer(404, ""));
                            return response.status(answer.status())
                                    .sendString(Mono.just(answer.body()))
                                    .then();
                        }))
                .bindNow();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    Provider answer(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
        return this;
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }
}
