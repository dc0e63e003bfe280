package dev.inlay.testkit.wire;

import dev.inlay.codec.JsonCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The application behind a runtime under test. It answers with what it got, as JSON: {@code method}, {@code path} with
 * query, {@code headers} and {@code body}. {@code /status/<code>} answers with that status, the field {@code x-app: 1} and
 * <code>{"app":"says"}</code>.
 */
public final class EchoApplication implements AutoCloseable {

    private static final String STATUS = "/status/";

    private final DisposableServer server;

    /** Listens on any free port of the loopback address. Blocks until it does. */
    public EchoApplication() {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(EchoApplication::answer)
                .bindNow();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String uri = request.uri();
        if (uri.startsWith("/dapr/")) {
            return response.sendNotFound();
        }
        response.header(HttpHeaderNames.CONTENT_TYPE, "application/json");
        if (uri.startsWith(STATUS)) {
            int status = Integer.parseInt(uri.substring(STATUS.length(), STATUS.length() + 3));
            response.status(status).header("x-app", "1");
            return status == 204
                    ? response.send()
                    : response.sendByteArray(Mono.just("{\"app\":\"says\"}".getBytes(StandardCharsets.UTF_8)));
        }
        Mono<byte[]> echo = request.receive()
                .asByteArray()
                .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                .map(body -> body.toString(StandardCharsets.ISO_8859_1))
                .map(body -> JsonCodec.standard().encode(told(request, body)));
        return response.sendByteArray(echo);
    }

    private static Map<String, Object> told(HttpServerRequest request, String body) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("method", request.method().name());
        told.put("path", request.uri());
        told.put("headers", fields(request.requestHeaders()));
        told.put("body", body);
        return told;
    }

    private static Map<String, String> fields(HttpHeaders headers) {
        Map<String, String> fields = new TreeMap<>();
        headers.forEach(field ->
                fields.merge(field.getKey().toLowerCase(Locale.ROOT), field.getValue(), (a, b) -> a + ", " + b));
        return fields;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
