package dev.inlay.api.http;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.ConnectionFields;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.MessageTooLargeException;
import dev.inlay.message.UnreadBody;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Turns what Reactor Netty has into what the runtime speaks, and back. Bodies stream both ways. */
final class Exchange {

    /** What Netty adds to the header of an HTTP/2 request. */
    private static final String HTTP2_PREFIX = "x-http2-";

    /** An answer up to this size is handed to the connection whole; a larger one counts as sent when it has been. */
    private static final int AT_ONCE = 64 << 10;

    private final String appId;
    private final int maxBodySize;

    Exchange(String appId, int maxBodySize) {
        this.appId = appId;
        this.maxBodySize = maxBodySize;
    }

    /** The path as it came, without query; that of an absolute URL, too. */
    static String rawPath(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        if (path.startsWith("/") || path.isEmpty()) {
            return path;
        }
        int authority = path.indexOf("://");
        int slash = authority < 0 ? -1 : path.indexOf('/', authority + 3);
        return slash < 0 ? "/" : path.substring(slash);
    }

    InvokeRequest read(HttpServerRequest in, String rawPath) {
        String uri = in.uri();
        int query = uri.indexOf('?');
        return new InvokeRequest(
                appId,
                in.method().name().toUpperCase(Locale.ROOT),
                RequestPath.clean(rawPath),
                query < 0 ? "" : uri.substring(query + 1),
                headers(in),
                body(in));
    }

    private static MessageHeaders headers(HttpServerRequest in) {
        boolean http2 = isHttp2(in);
        MessageHeaders.Builder headers = MessageHeaders.builder();
        for (Map.Entry<String, String> field : in.requestHeaders()) {
            String name = field.getKey();
            if (!HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                    && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
                    && !(http2 && name.startsWith(HTTP2_PREFIX))) {
                headers.add(name, field.getValue());
            }
        }
        return headers.build();
    }

    private static boolean isHttp2(HttpServerRequest in) {
        return in.version().majorVersion() == 2;
    }

    private MessageBody body(HttpServerRequest in) {
        HttpHeaders fields = in.requestHeaders();
        if (fields.containsValue(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED, true)) {
            return MessageBody.stream(LimitedBody.of(received(in), maxBodySize));
        }
        String announced = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        if (announced != null) {
            long length = length(announced);
            return length > maxBodySize
                    ? MessageBody.stream(Flux.error(() -> new MessageTooLargeException(maxBodySize)), length)
                    : length == 0 ? MessageBody.empty() : MessageBody.stream(received(in), length);
        }
        // Over HTTP/2 a body may come unannounced; but what comes with these verbs means nothing.
        boolean none = !isHttp2(in)
                || in.method().equals(HttpMethod.GET)
                || in.method().equals(HttpMethod.HEAD);
        return none ? MessageBody.empty() : MessageBody.stream(LimitedBody.of(received(in), maxBodySize));
    }

    private static long length(String announced) {
        try {
            return Long.parseLong(announced);
        } catch (NumberFormatException e) {
            throw new InlayException(
                    ErrorCode.BAD_REQUEST, ErrorCode.BAD_REQUEST.text("Content-Length is '" + announced + "'"), e);
        }
    }

    private static Flux<ByteBuffer> received(HttpServerRequest in) {
        return in.receive().asByteArray().map(ByteBuffer::wrap);
    }

    /**
     * Sends an answer.
     *
     * @throws IllegalArgumentException if a header field holds what none may hold; nothing has been sent then
     */
    Publisher<Void> write(HttpServerRequest in, HttpServerResponse out, InvokeResponse response) {
        HttpHeaders fields = out.responseHeaders();
        ConnectionFields ofConnection = ConnectionFields.of(response.headers().all("connection"));
        response.headers().forEach((name, values) -> {
            if (!ofConnection.contains(name.toLowerCase(Locale.ROOT))
                    && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
                fields.add(name, values);
            }
        });
        out.status(HttpResponseStatus.valueOf(response.status()));
        MessageBody body = response.body();
        if (in.method().equals(HttpMethod.HEAD) || hasNoBody(response.status())) {
            body.release();
            if (in.method().equals(HttpMethod.HEAD) && body.length() > 0) {
                fields.set(HttpHeaderNames.CONTENT_LENGTH, body.length());
            }
            return out.send();
        }
        byte[] bytes = body.bytesAtHand();
        if (bytes != null && bytes.length <= AT_ONCE) {
            return bytes.length == 0 ? out.send() : out.sendObject(Unpooled.wrappedBuffer(bytes));
        }
        if (body.length() >= 0) {
            fields.set(HttpHeaderNames.CONTENT_LENGTH, body.length());
        }
        // The client may have gone away, and then nobody reads; but behind a body that nobody reads a connection waits.
        UnreadBody unread = new UnreadBody(body);
        return out.send(unread.body().stream().map(Unpooled::wrappedBuffer))
                .then()
                .doFinally(signal -> unread.release());
    }

    private static boolean hasNoBody(int status) {
        return status == 204 || status == 205 || status == 304;
    }
}
