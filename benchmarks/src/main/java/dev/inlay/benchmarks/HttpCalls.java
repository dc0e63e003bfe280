package dev.inlay.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.util.retry.Retry;

/** Calls over HTTP with as many kept connections as there are callers. */
final class HttpCalls {

    private static final Duration READY_LIMIT = Duration.ofSeconds(30);
    private static final Duration READY_PAUSE = Duration.ofMillis(100);

    private final HttpClient client;

    HttpCalls(String name, int port, int concurrency) {
        ConnectionProvider connections =
                ConnectionProvider.builder(name).maxConnections(concurrency).build();
        this.client = HttpClient.create(connections)
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(10))
                .headers(headers -> headers.set("content-type", "application/json"));
    }

    /** Sends a body and reads the whole answer. Fails on any status but 2xx. */
    Mono<byte[]> exchange(HttpMethod verb, String path, byte @Nullable [] body) {
        return client.request(verb)
                .uri(path)
                .send(body == null ? Mono.empty() : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .responseSingle((response, bytes) -> {
                    int status = response.status().code();
                    return bytes.asByteArray()
                            .defaultIfEmpty(new byte[0])
                            .flatMap(answer -> status / 100 == 2
                                    ? Mono.just(answer)
                                    : Mono.error(new IllegalStateException(verb + " " + path + " answered " + status
                                            + ": " + new String(answer, StandardCharsets.UTF_8))));
                });
    }

    /** Waits until a call succeeds for the first time. */
    static void awaitSuccess(Supplier<? extends Mono<?>> call, ChildProcess... needed) {
        awaitSuccess(READY_PAUSE, call, needed);
    }

    /** The same, with a pause of this length between tries. */
    static void awaitSuccess(Duration pause, Supplier<? extends Mono<?>> call, ChildProcess... needed) {
        Mono.defer(() -> {
                    for (ChildProcess process : needed) {
                        process.checkAlive();
                    }
                    return call.get();
                })
                .retryWhen(Retry.fixedDelay(READY_LIMIT.dividedBy(pause), pause))
                .block(READY_LIMIT.multipliedBy(2));
    }
}
