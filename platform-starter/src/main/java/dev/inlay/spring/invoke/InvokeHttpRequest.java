package dev.inlay.spring.invoke;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.spring.buffer.Buffers;
import dev.inlay.spring.buffer.Handover;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A {@code WebClient}'s request on its way to becoming an {@link InvokeRequest}. A body that comes in one piece is kept at
 * hand, so that resiliency policies can send it again; a streaming one is sent once.
 */
final class InvokeHttpRequest extends AbstractClientHttpRequest {

    private final HttpMethod method;
    private final URI uri;
    private final String appId;
    private final MonoSink<InvokeRequest> sink;
    private final AtomicBoolean sent = new AtomicBoolean();

    /** @param sink takes the request at its commit */
    InvokeHttpRequest(HttpMethod method, URI uri, String appId, MonoSink<InvokeRequest> sink) {
        this.method = method;
        this.uri = uri;
        this.appId = appId;
        this.sink = sink;
    }

    /** The request is written: one that was committed without a body is sent now. */
    void finish() {
        send(MessageBody.empty());
    }

    /** The request could not be written. After its commit the reader of the body knows already. */
    void failed(Throwable error) {
        if (sent.compareAndSet(false, true)) {
            sink.error(error);
        }
    }

    private void send(MessageBody body) {
        if (sent.compareAndSet(false, true)) {
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
            sink.success(new InvokeRequest(appId, method.name(), path, query, headersToSend(), body));
        }
    }

    private MessageHeaders headersToSend() {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        return headers.build();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        if (body instanceof Mono<? extends DataBuffer> single) {
            return doCommit(() -> single.doOnNext(buffer -> send(MessageBody.of(Buffers.toBytes(buffer))))
                    .then());
        }
        return doCommit(() -> stream(Flux.from(body)));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> flushedParts) {
        return doCommit(() -> stream(Flux.from(flushedParts).concatMap(part -> part, 1)));
    }

    /** The answer may come, and the body be let go, before all of it is read; that is the callee's choice. */
    private Mono<Void> stream(Flux<? extends DataBuffer> body) {
        return Handover.of(
                body, bytes -> send(MessageBody.stream(bytes, getHeaders().getContentLength())), () -> {});
    }

    @Override
    public Mono<Void> setComplete() {
        return doCommit();
    }

    @Override
    protected void applyHeaders() {
        // Read when the request is sent.
    }

    @Override
    protected void applyCookies() {
        String cookies = getCookies().values().stream()
                .flatMap(values -> values.stream())
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        if (!cookies.isEmpty()) {
            getHeaders().add(HttpHeaders.COOKIE, cookies);
        }
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    /** There is none: a request to another application is no request of an HTTP library. */
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the signature is Spring's
    public <T> T getNativeRequest() {
        throw new UnsupportedOperationException("a call of another application has no native request");
    }
}
