package dev.inlay.component.middleware;

import dev.inlay.message.CallerAddress;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Serves so many requests a second of one client for one path, and answers 429 to the rest. Every answer says how much is
 * left, in Dapr's header fields.
 */
final class RateLimitMiddleware extends LocalMiddleware {

    private final double perSecond;
    private final TokenBuckets buckets;

    RateLimitMiddleware(double perSecond, TimeSource time) {
        this.perSecond = perSecond;
        this.buckets = new TokenBuckets(perSecond, time);
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return Mono.deferContextual(context -> {
            InetSocketAddress connection = CallerAddress.from(context);
            String path = RequestPath.decoded(request);
            String client = ClientAddress.of(request.headers(), connection);
            TokenBuckets.Bucket bucket = buckets.take(client + " " + (path == null ? request.method() : path));
            if (!bucket.served()) {
                request.body().release();
                return Mono.just(told(
                        Answers.text(429, "You have reached maximum request limit."), request, connection, bucket));
            }
            return next.apply(request).map(answer -> told(answer, request, connection, bucket));
        });
    }

    private InvokeResponse told(
            InvokeResponse answer,
            InvokeRequest request,
            @Nullable InetSocketAddress connection,
            TokenBuckets.Bucket bucket) {
        MessageHeaders.Builder headers = answer.headers().toBuilder()
                .add("RateLimit-Limit", Long.toString(Math.round(perSecond)))
                .add("RateLimit-Remaining", Integer.toString((int) bucket.tokens()))
                .add("RateLimit-Reset", "1")
                .add("X-Rate-Limit-Limit", String.format(Locale.ROOT, "%.2f", perSecond))
                .add("X-Rate-Limit-Duration", "1");
        String forwarded = request.headers().first("x-forwarded-for");
        if (forwarded != null) {
            headers.add("X-Rate-Limit-Request-Forwarded-For", forwarded);
        }
        if (connection != null && connection.getAddress() != null) {
            headers.add(
                    "X-Rate-Limit-Request-Remote-Addr",
                    connection.getAddress().getHostAddress() + ":" + connection.getPort());
        }
        return answer.withHeaders(headers.build());
    }
}
