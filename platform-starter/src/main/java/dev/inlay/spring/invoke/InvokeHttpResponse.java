package dev.inlay.spring.invoke;

import dev.inlay.message.InvokeResponse;
import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

/** An application's answer, as a {@code WebClient} sees answers. */
final class InvokeHttpResponse implements ClientHttpResponse {

    private final InvokeResponse response;
    private final HttpHeaders headers = new HttpHeaders();

    InvokeHttpResponse(InvokeResponse response) {
        this.response = response;
        response.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        if (response.body().length() >= 0) {
            headers.setContentLength(response.body().length());
        }
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return response.body().stream().map(DefaultDataBufferFactory.sharedInstance::wrap);
    }

    @Override
    public MultiValueMap<String, ResponseCookie> getCookies() {
        MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
        for (String field : response.headers().all(HttpHeaders.SET_COOKIE)) {
            Cookie cookie = ClientCookieDecoder.LAX.decode(field);
            if (cookie != null) {
                cookies.add(cookie.name(), convert(cookie));
            }
        }
        return cookies;
    }

    private static ResponseCookie convert(Cookie cookie) {
        return ResponseCookie.fromClientResponse(cookie.name(), cookie.value())
                .domain(cookie.domain())
                .path(cookie.path())
                .maxAge(
                        cookie.maxAge() == Cookie.UNDEFINED_MAX_AGE
                                ? Duration.ofSeconds(-1)
                                : Duration.ofSeconds(cookie.maxAge()))
                .secure(cookie.isSecure())
                .httpOnly(cookie.isHttpOnly())
                .sameSite(sameSite(cookie))
                .build();
    }

    private static @Nullable String sameSite(Cookie cookie) {
        SameSite sameSite = cookie instanceof DefaultCookie parsed ? parsed.sameSite() : null;
        return sameSite == null ? null : sameSite.name();
    }
}
