package dev.inlay.invoke;

import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Values as bodies and bodies as values: bytes as they are, text as text, all others as JSON. Thread-safe. */
final class TypedBodies {

    private static final String CONTENT_TYPE = "content-type";
    private static final int SHOWN_OF_ERROR = 64 << 10;
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([\\w.:+-]+)", Pattern.CASE_INSENSITIVE);

    private final JsonCodec json;
    private final int maxBodySize;

    TypedBodies(JsonCodec json, int maxBodySize) {
        this.json = json;
        this.maxBodySize = maxBodySize;
    }

    /** The request with this body and its content type. */
    InvokeRequest write(InvokeRequest request, @Nullable Object body) {
        if (body == null) {
            return request;
        }
        if (body instanceof byte[] bytes) {
            return with(request, bytes, "application/octet-stream");
        }
        if (body instanceof String text) {
            return with(request, text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
        }
        return with(request, json.encode(body), "application/json");
    }

    private static InvokeRequest with(InvokeRequest request, byte[] body, String contentType) {
        return request.withHeader(CONTENT_TYPE, contentType).withBody(MessageBody.of(body));
    }

    /** The value in an answer, empty if there is none; fails with {@link InvokeException} unless the status is 2xx. */
    <T> Mono<T> read(InvokeRequest request, InvokeResponse response, TypeRef<T> type) {
        if (!response.isSuccess()) {
            return beginningOf(response.body())
                    .flatMap(body -> Mono.error(new InvokeException(
                            request.appId(),
                            request.verb(),
                            request.pathAndQuery(),
                            response.status(),
                            response.headers(),
                            body)));
        }
        if (type.type() == Void.class || type.type() == void.class) {
            response.body().release();
            return Mono.empty();
        }
        return response.body()
                .toBytes(maxBodySize)
                .filter(bytes -> bytes.length > 0)
                .flatMap(bytes -> Mono.justOrEmpty(this.<T>value(bytes, response, type.type())));
    }

    @SuppressWarnings("unchecked") // The type reference says what T is.
    private <T> @Nullable T value(byte[] bytes, InvokeResponse response, Type type) {
        if (type == byte[].class) {
            return (T) bytes;
        }
        if (type == String.class) {
            return (T) new String(bytes, charsetOf(response));
        }
        return json.decode(bytes, type);
    }

    private static Charset charsetOf(InvokeResponse response) {
        String contentType = response.headers().first(CONTENT_TYPE);
        Matcher named = CHARSET.matcher(contentType == null ? "" : contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** As much of an error's body as is worth keeping; the rest is given up. */
    private static Mono<byte[]> beginningOf(MessageBody body) {
        AtomicLong size = new AtomicLong();
        Flux<ByteBuffer> beginning =
                body.stream().takeUntil(buffer -> size.addAndGet(buffer.remaining()) >= SHOWN_OF_ERROR);
        return MessageBody.stream(beginning)
                .toBytes(Integer.MAX_VALUE)
                .map(bytes -> bytes.length > SHOWN_OF_ERROR ? Arrays.copyOf(bytes, SHOWN_OF_ERROR) : bytes);
    }
}
