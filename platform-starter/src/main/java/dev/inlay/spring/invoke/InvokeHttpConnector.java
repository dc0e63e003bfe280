package dev.inlay.spring.invoke;

import dev.inlay.invoke.InvokeClient;
import dev.inlay.message.InvokeRequest;
import java.net.URI;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What a {@code WebClient} has in place of a socket: requests go to an application by its app id. */
final class InvokeHttpConnector implements ClientHttpConnector {

    private final InvokeClient invoke;

    InvokeHttpConnector(InvokeClient invoke) {
        this.invoke = invoke;
    }

    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
        String appId = uri.getRawAuthority();
        if (appId == null || !InvokeExchangeFilter.SCHEME.equalsIgnoreCase(uri.getScheme())) {
            return Mono.error(new IllegalArgumentException(
                    "'" + uri + "' names no application (expected: inlay://<app id>/<path>)"));
        }
        return Mono.<InvokeRequest>create(
                        sink -> write(new InvokeHttpRequest(method, uri, appId, sink), requestCallback, sink))
                .flatMap(invoke::exchange)
                .map(InvokeHttpResponse::new);
    }

    /** Has the request written. It is emitted at its commit; a failure after that is a failure of its body. */
    private static void write(
            InvokeHttpRequest request,
            Function<? super ClientHttpRequest, Mono<Void>> requestCallback,
            MonoSink<InvokeRequest> sink) {
        sink.onCancel(requestCallback
                .apply(request)
                .contextWrite(sink.contextView())
                .subscribe(null, request::failed, request::finish));
    }
}
