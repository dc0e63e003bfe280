package dev.inlay.component.middleware.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The keys with which an issuer signs, from its JWKS document. They are kept and fetched anew after a while, in the
 * background; and at once, but not more often than once a minute, for a token whose key is not among them.
 */
final class KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

    private static final TypeRef<Map<String, Object>> DOCUMENT = new TypeRef<>() {};
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);

    private final HttpFetch http;
    private final JsonCodec json;
    private final String issuer;
    private final @Nullable String givenUrl;
    private final TimeSource time;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private final AtomicReference<@Nullable Mono<JWKSet>> underWay = new AtomicReference<>();
    private volatile @Nullable String url;

    /** Keys and when they were fetched, by {@link TimeSource#nanoTime()}. */
    private record Held(JWKSet keys, long at) {}

    /** @param url where the keys are; null to ask the issuer's OpenID configuration */
    KeySource(HttpFetch http, JsonCodec json, String issuer, @Nullable String url, TimeSource time) {
        this.http = http;
        this.json = json;
        this.issuer = issuer;
        this.givenUrl = url;
        this.time = time;
    }

    /** Fetches the keys. Fails with {@link OAuthException} if there are none to be had. */
    Mono<JWKSet> fetch() {
        return Mono.defer(() -> {
            Mono<JWKSet> mine = url().flatMap(http::get)
                    .map(this::read)
                    .doOnNext(keys -> held.set(new Held(keys, time.nanoTime())))
                    .doOnTerminate(() -> underWay.set(null))
                    .cache();
            Mono<JWKSet> present = underWay.compareAndSet(null, mine) ? mine : underWay.get();
            return present == null ? fetch() : present;
        });
    }

    /**
     * The keys for a token.
     *
     * @param keyId which key the token names; null if none
     */
    Mono<JWKSet> keysFor(@Nullable String keyId) {
        return Mono.defer(() -> {
            Held now = held.get();
            if (now == null) {
                return fetch();
            }
            Duration age = time.since(now.at());
            boolean isUnknown = keyId != null && now.keys().getKeyByKeyId(keyId) == null;
            if (isUnknown && age.compareTo(BETWEEN_FETCHES) >= 0) {
                return fetch();
            }
            if (age.compareTo(FRESH) >= 0) {
                fetch().subscribe(
                                fetched -> {},
                                error -> LOG.warn("Error while refreshing JWKS cache: {}", error.getMessage()));
            }
            return Mono.just(now.keys());
        });
    }

    private Mono<String> url() {
        String known = givenUrl == null ? url : givenUrl;
        if (known != null) {
            return Mono.just(known);
        }
        String configuration = (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration";
        return http.get(configuration)
                .map(answer -> discovered(answer, configuration))
                .doOnNext(found -> url = found);
    }

    private String discovered(HttpFetch.Answer answer, String configuration) {
        Map<String, Object> document = document(answer, configuration);
        String named = String.valueOf(document.get("issuer"));
        if (!named.equals(issuer)) {
            throw new OAuthException(configuration + " is the configuration of the issuer '" + named + "' (expected: '"
                    + issuer + "', as in the component's metadata)");
        }
        if (!(document.get("jwks_uri") instanceof String keys) || keys.isEmpty()) {
            throw new OAuthException(configuration + " has no 'jwks_uri'");
        }
        return keys;
    }

    private Map<String, Object> document(HttpFetch.Answer answer, String from) {
        if (!answer.isOk()) {
            throw new OAuthException(from + " answered " + answer.status() + " (expected: 200)");
        }
        try {
            Map<String, Object> document = json.decode(answer.body(), DOCUMENT.type());
            return document == null ? Map.of() : document;
        } catch (CodecException e) {
            throw new OAuthException(from + " did not answer with JSON: " + e.getMessage(), e);
        }
    }

    private JWKSet read(HttpFetch.Answer answer) {
        if (!answer.isOk()) {
            throw new OAuthException("the keys of " + issuer + " cannot be had: status " + answer.status());
        }
        try {
            return JWKSet.parse(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new OAuthException("the keys of " + issuer + " cannot be read: " + e.getMessage(), e);
        }
    }
}
