package dev.inlay.invoke;

import dev.inlay.component.ResourceValues;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.error.Reason;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/**
 * The way to one HTTPEndpoint. Its secrets are read at the first call, which waits for the secret store; if they cannot be
 * read, that call fails and the next one tries again.
 */
final class HttpEndpoint {

    private final HttpEndpointManifest manifest;
    private final Mono<Ready> ready;

    /** Everything that a call needs. */
    private record Ready(HttpClient client, Map<String, String> headers) {}

    HttpEndpoint(HttpEndpointManifest manifest, ResourceValues values, HttpClient client) {
        this.manifest = manifest;
        UnaryOperator<String> header = name -> place("headers[" + name + "]");
        UnaryOperator<String> tls = name -> place("clientTLS." + name);
        this.ready = Mono.zip(
                        values.resolve(manifest.headers(), manifest.secretStore(), header),
                        values.resolve(manifest.tls(), manifest.secretStore(), tls))
                .publishOn(Schedulers.boundedElastic())
                .map(both -> new Ready(EndpointTls.of(both.getT2(), tls).apply(client), both.getT1()))
                .onErrorMap(error -> InlayException.of(ErrorCode.DIRECT_INVOKE, manifest.name(), Reason.of(error)))
                .cacheInvalidateIf(none -> false);
    }

    private String place(String field) {
        return "http endpoint " + manifest.name() + ": spec." + field;
    }

    Mono<InvokeResponse> invoke(InvokeRequest request) {
        return ready.flatMap(
                parts -> HttpEndpoints.send(parts.client(), manifest.baseUrl(), withHeaders(request, parts.headers())));
    }

    private static InvokeRequest withHeaders(InvokeRequest request, Map<String, String> headers) {
        if (headers.isEmpty()) {
            return request;
        }
        MessageHeaders.Builder builder = request.headers().toBuilder();
        headers.forEach(builder::set);
        return request.withHeaders(builder.build());
    }
}
