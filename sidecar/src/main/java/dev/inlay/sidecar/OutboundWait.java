package dev.inlay.sidecar;

import dev.inlay.time.TimeSource;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.PrintStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.retry.Retry;

/** {@code --wait}: waits until the instance on this port serves outbound calls, for a minute at most. */
final class OutboundWait {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);

    private final String url;
    private final PrintStream err;
    private final TimeSource time;

    OutboundWait(String httpPort, PrintStream err, TimeSource time) {
        this.url = "http://localhost:" + httpPort + "/v1.0/healthz/outbound";
        this.err = err;
        this.time = time;
    }

    /** Completes when outbound calls are served, or the limit has passed. Never fails: Dapr ends well in both cases. */
    Mono<Void> run() {
        AtomicReference<String> lastProblem = new AtomicReference<>("no answer");
        return Mono.<Void>fromRunnable(() -> err.println("Waiting for Dapr to be outbound ready (timeout: "
                        + LIMIT.toSeconds() + " seconds): url=" + url))
                .then(ask().doOnError(error -> lastProblem.set(String.valueOf(error.getMessage())))
                        .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE)
                                .scheduler(time.scheduler())
                                .doBeforeRetry(
                                        attempt -> err.println("Dapr outbound NOT ready yet: " + lastProblem.get()))))
                .doOnSuccess(done -> err.println("Dapr is outbound ready!"))
                .timeout(
                        LIMIT,
                        Mono.fromRunnable(() -> err.println(
                                "timeout waiting for Dapr to become outbound ready. Last error: " + lastProblem.get())),
                        time.scheduler());
    }

    private Mono<Void> ask() {
        return HttpClient.newConnection()
                .responseTimeout(ANSWER_LIMIT)
                .get()
                .uri(url)
                .response()
                .flatMap(answer -> answer.status().equals(HttpResponseStatus.NO_CONTENT)
                        ? Mono.<Void>empty()
                        : Mono.error(new ConnectException(
                                "status code " + answer.status().code())));
    }
}
