package dev.inlay.metrics;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.time.TimeSource;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Requests of the HTTP API, and those to the application. Thread-safe. */
final class HttpMeters {

    private static final String NO_STATUS = "";

    private final Meters.Count serverRequests;
    private final Meters.Count serverResponses;
    private final Meters.Distribution serverLatency;
    private final Meters.Distribution serverRequestBytes;
    private final Meters.Distribution serverResponseBytes;
    private final Meters.Count clientCompleted;
    private final Meters.Distribution clientLatency;
    private final Meters.Distribution clientSentBytes;
    private final Meters.Distribution clientReceivedBytes;
    private final PathLabels serverPaths;
    private final PathLabels clientPaths;
    private final MetricSettings settings;
    private final TimeSource time;

    HttpMeters(Meters meters, MetricSettings settings, TimeSource time) {
        String[] call = {"method", "path", "status"};
        this.serverRequests = meters.counter(
                "dapr_http_server_request_count", "Count of HTTP requests processed by the server.", call);
        this.serverResponses = meters.counter("dapr_http_server_response_count", "The number of HTTP responses", call);
        this.serverLatency =
                meters.latency("dapr_http_server_latency", "HTTP request end-to-end latency in server.", call);
        this.serverRequestBytes = meters.size(
                "dapr_http_server_request_bytes",
                "HTTP request body size if set as ContentLength (uncompressed) in server.");
        this.serverResponseBytes =
                meters.size("dapr_http_server_response_bytes", "HTTP response body size (uncompressed) in server.");
        this.clientCompleted = meters.counter("dapr_http_client_completed_count", "Count of completed requests", call);
        this.clientLatency = meters.latency(
                "dapr_http_client_roundtrip_latency",
                "Time between first byte of request headers sent to last byte of response received, or terminal error",
                call);
        this.clientSentBytes = meters.size(
                "dapr_http_client_sent_bytes", "Total bytes sent in request body (not including headers)", call);
        this.clientReceivedBytes = meters.size(
                "dapr_http_client_received_bytes",
                "Total bytes received in response bodies (not including headers but including error responses with"
                        + " bodies)");
        this.serverPaths = new PathLabels(settings);
        this.clientPaths = new PathLabels(settings);
        this.settings = settings;
        this.time = time;
    }

    /** What stands before the HTTP API. */
    MessageFilter server() {
        return (request, next) -> measured(request, next, this::served);
    }

    /** What stands before the application. */
    MessageFilter client() {
        return (request, next) -> measured(request, next, this::asked);
    }

    private void served(InvokeRequest request, String status, long received, double millis) {
        String verb = verb(request);
        String path = serverPaths.of("/" + request.method());
        serverRequests.increment(verb, path, status);
        if (settings.increasedCardinality()) {
            serverResponses.increment(verb, path, status);
        }
        serverLatency.record(millis, verb, path, status);
        serverRequestBytes.record(Math.max(0, request.body().length()));
        serverResponseBytes.record(received);
    }

    private void asked(InvokeRequest request, String status, long received, double millis) {
        String verb = verb(request);
        String path = clientPaths.of("/" + request.method());
        clientCompleted.increment(verb, path, status);
        clientLatency.record(millis, verb, path, status);
        clientSentBytes.record(Math.max(0, request.body().length()), verb, path, NO_STATUS);
        clientReceivedBytes.record(received);
    }

    private String verb(InvokeRequest request) {
        return settings.excludeVerbs() ? "" : request.verb();
    }

    /** Gets what was measured, once a request. */
    @FunctionalInterface
    private interface Sink {
        void accept(InvokeRequest request, String status, long received, double millis);
    }

    private Mono<InvokeResponse> measured(
            InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next, Sink sink) {
        return Mono.defer(() -> {
            long begin = time.nanoTime();
            return next.apply(request)
                    .map(response -> toItsEnd(
                            response,
                            received -> sink.accept(
                                    request,
                                    Integer.toString(response.status()),
                                    received,
                                    Meters.millisSince(begin, time))))
                    .doOnError(error -> sink.accept(request, NO_STATUS, 0, Meters.millisSince(begin, time)));
        });
    }

    /** The response, which tells at its end how many bytes its body had. */
    private static InvokeResponse toItsEnd(InvokeResponse response, LongConsumer end) {
        MessageBody body = response.body();
        byte[] bytes = body.bytesAtHand();
        if (bytes != null) {
            end.accept(bytes.length);
            return response;
        }
        AtomicLong received = new AtomicLong();
        Flux<ByteBuffer> counted = body.stream()
                .doOnNext(buffer -> received.addAndGet(buffer.remaining()))
                .doFinally(signal -> end.accept(received.get()));
        MessageBody counting =
                body.length() < 0 ? MessageBody.stream(counted) : MessageBody.stream(counted, body.length());
        return new InvokeResponse(response.status(), response.headers(), counting);
    }
}
