package dev.inlay.spring.serving;

import dev.inlay.app.HttpAppHeaders;
import dev.inlay.message.InvokeRequest;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

/**
 * A request from another application, as WebFlux sees requests. Its remote address is the loopback: that is where a
 * request that comes through a sidecar is from, and the caller's own address is in {@code X-Forwarded-For}.
 */
final class HandlerRequest extends AbstractServerHttpRequest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Set<String> VERBS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final InvokeRequest request;
    private volatile @Nullable Throwable bodyFailure;

    HandlerRequest(InvokeRequest request, URI uri) {
        super(HttpMethod.valueOf(request.verb()), uri, "", headersOf(request));
        this.request = request;
    }

    private static HttpHeaders headersOf(InvokeRequest request) {
        HttpHeaders headers = new HttpHeaders();
        HttpAppHeaders.of(request.headers())
                .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        long length = request.body().length();
        if (length > 0 || (length == 0 && VERBS_WITH_BODY.contains(request.verb()))) {
            headers.setContentLength(length);
        }
        return headers;
    }

    /** Why the body ended before its end; null if it did not. */
    @Nullable Throwable bodyFailure() {
        return bodyFailure;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return request.body().stream()
                .doOnError(error -> bodyFailure = error)
                .map(DefaultDataBufferFactory.sharedInstance::wrap);
    }

    @Override
    protected MultiValueMap<String, HttpCookie> initCookies() {
        MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
        for (String field : request.headers().all(HttpHeaders.COOKIE)) {
            for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(field)) {
                cookies.add(cookie.name(), new HttpCookie(cookie.name(), cookie.value()));
            }
        }
        return cookies;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return LOOPBACK;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return LOOPBACK;
    }

    @Override
    protected @Nullable SslInfo initSslInfo() {
        return null;
    }

    /** The {@link InvokeRequest}. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is Spring's
    public <T> T getNativeRequest() {
        return (T) request;
    }
}
