package dev.inlay.api.http;

import dev.inlay.message.CallerAddress;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * One request from its first byte to the last of its answer: read, through the filters, to the router, written. Whatever
 * goes wrong becomes an answer of the catalogue. If the client goes away, everything behind is cancelled.
 *
 * <p>Thread-safe.
 */
final class ApiHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    private static final InvokeResponse BAD_REQUEST = Replies.text(400, "400 Bad Request");
    private static final InvokeResponse OPTIONS_OF_ALL =
            new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty());

    /** The filters as they were when the chain was made, and the chain. */
    private record Chain(List<MessageFilter> pipeline, Function<InvokeRequest, Mono<InvokeResponse>> start) {}

    private final Exchange exchange;
    private final List<MessageFilter> before;
    private final Supplier<List<MessageFilter>> pipeline;
    private final Router router;
    private final ErrorReplies errors;
    private final InFlight inFlight;
    private volatile @Nullable Chain chain;

    /**
     * @param before the filters that stay as they are, the first outermost
     * @param pipeline those behind them, as they are at the moment
     */
    ApiHandler(
            Exchange exchange,
            List<MessageFilter> before,
            Supplier<List<MessageFilter>> pipeline,
            Router router,
            ErrorReplies errors,
            InFlight inFlight) {
        this.exchange = exchange;
        this.before = before;
        this.pipeline = pipeline;
        this.router = router;
        this.errors = errors;
        this.inFlight = inFlight;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest in, HttpServerResponse out) {
        inFlight.begin();
        Channel channel = channelOf(in);
        HeaderDeadline.requestBegins(channel);
        return answer(in)
                .flatMap(response -> afterRead(channel, response))
                .flatMap(response -> Mono.from(write(in, out, response)))
                .doFinally(signal -> end(channel));
    }

    /**
     * Answers not before the connection has read what it is reading. Reactor Netty 1.2 may forget to read the next request
     * of a connection if an answer is written while the header of its request is being handed over.
     */
    private static Mono<InvokeResponse> afterRead(Channel channel, InvokeResponse response) {
        if (!channel.eventLoop().inEventLoop()) {
            return Mono.just(response);
        }
        return Mono.create(later -> {
            later.onCancel(response.body()::release);
            try {
                channel.eventLoop().execute(() -> later.success(response));
            } catch (RejectedExecutionException e) {
                response.body().release();
                later.error(e);
            }
        });
    }

    private static Channel channelOf(HttpServerRequest in) {
        Channel[] channel = new Channel[1];
        in.withConnection(connection -> channel[0] = connection.channel());
        return channel[0];
    }

    /** Also when the server has cancelled what wrote the answer, which it does as soon as the last byte is out. */
    private void end(Channel channel) {
        inFlight.end();
        HeaderDeadline.requestEnds(channel);
    }

    private Mono<InvokeResponse> answer(HttpServerRequest in) {
        try {
            String rawPath = Exchange.rawPath(in.uri());
            if (!RequestPath.isWellFormed(rawPath)) {
                return Mono.just(BAD_REQUEST);
            }
            if (in.uri().equals("*") && in.method().name().equals("OPTIONS")) {
                return Mono.just(OPTIONS_OF_ALL);
            }
            return start().apply(exchange.read(in, rawPath))
                    .switchIfEmpty(Mono.error(() -> new IllegalStateException("a filter gave no answer")))
                    .onErrorResume(error -> Mono.fromSupplier(() -> errors.of(error)))
                    .contextWrite(context -> in.connectionRemoteAddress() instanceof InetSocketAddress caller
                            ? CallerAddress.put(context, caller)
                            : context);
        } catch (RuntimeException e) {
            return Mono.just(errors.of(e));
        }
    }

    private Function<InvokeRequest, Mono<InvokeResponse>> start() {
        List<MessageFilter> now = pipeline.get();
        Chain present = chain;
        if (present == null || !present.pipeline().equals(now)) {
            List<MessageFilter> filters = new ArrayList<>(before);
            filters.addAll(now);
            present = new Chain(List.copyOf(now), MessageFilter.chain(filters, router::answer));
            chain = present;
        }
        return present.start();
    }

    private Publisher<Void> write(HttpServerRequest in, HttpServerResponse out, InvokeResponse response) {
        if (inFlight.isDraining()) {
            out.keepAlive(false);
        }
        try {
            return exchange.write(in, out, response);
        } catch (IllegalArgumentException e) {
            // A header field of a store or application that no header may have.
            response.body().release();
            out.responseHeaders().clear();
            return exchange.write(in, out, errors.of(e));
        }
    }
}
