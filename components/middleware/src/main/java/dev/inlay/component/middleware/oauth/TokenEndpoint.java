package dev.inlay.component.middleware.oauth;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.component.middleware.QueryValues;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where access tokens are given out. Whether the client shows who it is in a header field or in the form is found out at the
 * first token, if it is not said, and then kept.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, 2.3.1</a>
 */
final class TokenEndpoint {

    private static final TypeRef<Map<String, Object>> DOCUMENT = new TypeRef<>() {};

    /** How a client shows who it is; in the order of Dapr's numbers. */
    enum AuthStyle {
        DETECTED,
        FORM,
        HEADER
    }

    private final HttpFetch http;
    private final JsonCodec json;
    private final String url;
    private final String clientId;
    private final String clientSecret;
    private volatile AuthStyle style;

    TokenEndpoint(HttpFetch http, JsonCodec json, String url, String clientId, String clientSecret, AuthStyle style) {
        this.http = http;
        this.json = json;
        this.url = url;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.style = style;
    }

    /** Asks for a token. Fails with {@link OAuthException} if none is given. */
    Mono<Token> request(Map<String, String> parameters) {
        return Mono.defer(() -> switch (style) {
            case HEADER, FORM -> ask(parameters, style);
            case DETECTED ->
                ask(parameters, AuthStyle.HEADER)
                        .doOnNext(token -> style = AuthStyle.HEADER)
                        .onErrorResume(
                                refused -> ask(parameters, AuthStyle.FORM).doOnNext(token -> style = AuthStyle.FORM));
        });
    }

    private Mono<Token> ask(Map<String, String> parameters, AuthStyle by) {
        QueryValues form = new QueryValues();
        parameters.forEach(form::add);
        String authorization = null;
        if (by == AuthStyle.FORM) {
            form.add("client_id", clientId).add("client_secret", clientSecret);
        } else {
            String pair = encode(clientId) + ":" + encode(clientSecret);
            authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        return http.post(url, form.encode(), authorization).map(this::read);
    }

    private Token read(HttpFetch.Answer answer) {
        Map<String, ?> fields = fields(answer);
        String token = text(fields.get("access_token"));
        if (!answer.isOk() || token.isEmpty()) {
            throw new OAuthException(
                    url + " gave no token: status " + answer.status() + " " + text(fields.get("error")));
        }
        String seconds = text(fields.get("expires_in"));
        return new Token(
                type(text(fields.get("token_type"))) + " " + token,
                seconds.matches("[1-9]\\d{0,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null);
    }

    /** JSON, or from a few old providers a form. */
    private Map<String, ?> fields(HttpFetch.Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (!text.stripLeading().startsWith("{")) {
            QueryValues form = QueryValues.parse(text);
            return Map.of(
                    "access_token", form.first("access_token"),
                    "token_type", form.first("token_type"),
                    "expires_in", form.first("expires_in"),
                    "error", form.first("error"));
        }
        try {
            Map<String, Object> document = json.decode(answer.body(), DOCUMENT.type());
            return document == null ? Map.of() : document;
        } catch (CodecException e) {
            return Map.of();
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    /** The word before the token: providers write it in any case, applications look for this one. */
    private static String type(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "", "bearer" -> "Bearer";
            case "mac" -> "MAC";
            case "basic" -> "Basic";
            default -> type;
        };
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
