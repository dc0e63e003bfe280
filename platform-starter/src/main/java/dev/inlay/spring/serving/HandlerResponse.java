package dev.inlay.spring.serving;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.spring.buffer.Buffers;
import dev.inlay.spring.buffer.Handover;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The response to a request from another application. Turns what the application writes into an {@link InvokeResponse};
 * {@link HandlerAppChannel} says by which rules.
 */
final class HandlerResponse extends AbstractServerHttpResponse {

    private final MonoSink<InvokeResponse> answer;
    private final Disposable exchange;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param answer takes the response at its commit
     * @param exchange the application's work on the request, disposed of when the reader goes away
     */
    HandlerResponse(MonoSink<InvokeResponse> answer, Disposable exchange) {
        super(DefaultDataBufferFactory.sharedInstance);
        this.answer = answer;
        this.exchange = exchange;
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** The application's work is done: a response that was committed without a body is answered now. */
    void finish() {
        answer(MessageBody.empty());
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
        if (body instanceof Mono<? extends DataBuffer> single) {
            return single.doOnNext(buffer -> answer(MessageBody.of(Buffers.toBytes(buffer))))
                    .then();
        }
        return stream(Flux.from(body));
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> flushedParts) {
        // Every buffer travels at once, so the end of a part needs no mark. Prefetching one part only keeps an event
        // stream from running ahead of its reader.
        return stream(Flux.from(flushedParts).concatMap(part -> part, 1));
    }

    private Mono<Void> stream(Flux<? extends DataBuffer> body) {
        return Handover.of(
                body, bytes -> answer(MessageBody.stream(bytes, getHeaders().getContentLength())), exchange::dispose);
    }

    private void answer(MessageBody body) {
        if (answered.compareAndSet(false, true)) {
            HttpStatusCode status = getStatusCode();
            answer.success(new InvokeResponse(status == null ? 200 : status.value(), answerHeaders(), body));
        }
    }

    private MessageHeaders answerHeaders() {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        return headers.build();
    }

    @Override
    protected void applyStatusCode() {
        // Read once the body is known.
    }

    @Override
    protected void applyHeaders() {
        // Read once the body is known.
    }

    @Override
    protected void applyCookies() {
        getCookies().values().stream()
                .flatMap(cookies -> cookies.stream())
                .map(ResponseCookie::toString)
                .forEach(cookie -> getHeaders().add(HttpHeaders.SET_COOKIE, cookie));
    }

    /** There is none: nothing but this class writes the response. */
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the signature is Spring's
    public <T> T getNativeResponse() {
        throw new UnsupportedOperationException("a call from another application has no native response");
    }
}
