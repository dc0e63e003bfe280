package dev.inlay.component.middleware.oauth;

import com.nimbusds.jwt.SignedJWT;
import dev.inlay.component.middleware.Answers;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.middleware.HttpMiddleware;
import java.text.ParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Lets requests pass that carry a token of an issuer, meant for this audience; answers 401 to all others. */
final class BearerMiddleware implements HttpMiddleware {

    private static final Logger LOG = LoggerFactory.getLogger(BearerMiddleware.class);

    private static final String PREFIX = "bearer ";

    private final HttpFetch http;
    private final KeySource keys;
    private final TokenVerifier verifier;

    BearerMiddleware(HttpFetch http, KeySource keys, TokenVerifier verifier) {
        this.http = http;
        this.keys = keys;
        this.verifier = verifier;
    }

    @Override
    public Mono<Void> init() {
        return keys.fetch().then();
    }

    @Override
    public Mono<Void> close() {
        return http.close();
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return Mono.defer(() -> {
            SignedJWT token = tokenOf(request);
            return token == null ? refuse(request, 401, "Unauthorized") : check(token, request, next);
        });
    }

    private Mono<InvokeResponse> check(
            SignedJWT token, InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return keys.keysFor(token.getHeader().getKeyID())
                .map(known -> verifier.accepts(token, known) ? 200 : 401)
                .onErrorResume(OAuthException.class, error -> {
                    LOG.error("Failed to retrieve JWKS: {}", error.getMessage());
                    return Mono.just(500);
                })
                .flatMap(status -> switch (status) {
                    case 200 -> next.apply(request);
                    case 401 -> refuse(request, 401, "Unauthorized");
                    default -> refuse(request, 500, "Internal Server Error");
                });
    }

    private static Mono<InvokeResponse> refuse(InvokeRequest request, int status, String text) {
        request.body().release();
        return Mono.just(Answers.text(status, text));
    }

    private static @Nullable SignedJWT tokenOf(InvokeRequest request) {
        String field = request.headers().first("authorization");
        if (field == null || !field.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
            return null;
        }
        try {
            return SignedJWT.parse(field.substring(PREFIX.length()).strip());
        } catch (ParseException e) {
            return null; // no token at all, or an unsigned one
        }
    }
}
