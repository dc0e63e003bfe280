package dev.inlay.spring.serving;

import dev.inlay.app.AppChannel;
import dev.inlay.app.HttpAppChannel;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Hands requests to the application's {@link HttpHandler} in this process: filters, controllers and observations see an
 * ordinary exchange, but there is no socket.
 *
 * <p>Invariants of an exchange:
 *
 * <ul>
 *   <li>The answer is emitted when the application commits its response, once, and never before; its body is then pulled
 *       through by whoever reads the answer, so back-pressure reaches the application's publisher.
 *   <li>An answer that comes after the request's body has failed is the body's error instead.
 *   <li>An error before the commit is status 500, as a server would answer; an error after it is an error of the body.
 *   <li>Cancelling the answer, or its body, cancels the application's work, as a broken connection would.
 * </ul>
 *
 * <p>The path is used as it comes. An application with a base path is called with it, as it is through a sidecar.
 */
public final class HandlerAppChannel implements AppChannel {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerAppChannel.class);

    private static final URI HOST = URI.create("http://localhost");

    private final HttpHandler handler;

    public HandlerAppChannel(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    public Mono<InvokeResponse> invoke(InvokeRequest request) {
        URI uri;
        try {
            uri = new URI(HOST + request.pathAndQuery());
        } catch (URISyntaxException e) {
            return Mono.error(new InlayException(
                    ErrorCode.BAD_REQUEST,
                    "the method path '" + request.method() + "' is no path of a URI (expected: percent-encoded, as"
                            + " orders/a%20b): " + e.getMessage(),
                    e));
        }
        return Mono.defer(() -> {
            HttpAppChannel.checkEscapes(request, HOST);
            HandlerRequest handled = new HandlerRequest(request, uri);
            return Mono.<InvokeResponse>create(sink -> handle(request, handled, sink))
                    .flatMap(response -> unlessBodyFailed(handled, response));
        });
    }

    /** What an application says to half a body is its own server's business; the caller learns what was wrong with it. */
    private static Mono<InvokeResponse> unlessBodyFailed(HandlerRequest request, InvokeResponse response) {
        Throwable failure = request.bodyFailure();
        if (failure == null) {
            return Mono.just(response);
        }
        response.body().release();
        return Mono.error(failure);
    }

    private void handle(InvokeRequest request, HandlerRequest handled, MonoSink<InvokeResponse> sink) {
        Disposable.Swap running = Disposables.swap();
        HandlerResponse response = new HandlerResponse(sink, running);
        ServerHttpResponse seen =
                handled.getMethod() == HttpMethod.HEAD ? new HttpHeadResponseDecorator(response) : response;
        sink.onCancel(running);
        running.update(handler.handle(handled, seen)
                .contextWrite(sink.contextView())
                .subscribe(null, error -> failed(request, response, sink, error), response::finish));
    }

    /** An error after the commit has reached the reader through the body; a second report would be noise. */
    private static void failed(
            InvokeRequest request, HandlerResponse response, MonoSink<InvokeResponse> sink, Throwable error) {
        if (response.isAnswered()) {
            LOG.debug("{} /{} failed after the response was committed", request.verb(), request.method(), error);
        } else {
            LOG.error("{} /{} failed in the application", request.verb(), request.method(), error);
            sink.success(new InvokeResponse(500, MessageHeaders.empty(), MessageBody.empty()));
        }
    }
}
