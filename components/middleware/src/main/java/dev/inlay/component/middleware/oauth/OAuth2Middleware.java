package dev.inlay.component.middleware.oauth;

import dev.inlay.component.middleware.Answers;
import dev.inlay.component.middleware.QueryValues;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.middleware.HttpMiddleware;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Sends browsers to an authorization server to log in, and gives their requests the token from then on (the authorization
 * code flow of OAuth 2.0).
 *
 * <p>A browser goes: any request without session → 302 to the authorization server, with a state that only this session
 * knows → back with state and code → the code is exchanged for a token, 302 to what it wanted → requests with the token,
 * until that has run out.
 */
final class OAuth2Middleware implements HttpMiddleware {

    private static final Logger LOG = LoggerFactory.getLogger(OAuth2Middleware.class);

    static final String COOKIE = "_dapr_oauth2";

    private static final Duration TIME_TO_LOG_IN = Duration.ofMinutes(10);
    private static final Duration LIFETIME_IF_NOT_SAID = Duration.ofHours(2);

    private final OAuth2Settings settings;
    private final PathFilter paths;
    private final HttpFetch http;
    private final TokenEndpoint tokens;
    private final Sessions sessions;

    OAuth2Middleware(
            OAuth2Settings settings, PathFilter paths, HttpFetch http, TokenEndpoint tokens, Sessions sessions) {
        this.settings = settings;
        this.paths = paths;
        this.http = http;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public Mono<Void> init() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
        return http.close();
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        if (!paths.covers(request)) {
            return next.apply(request);
        }
        return Mono.defer(() -> {
            String id = sessionId(request);
            Sessions.Session session = sessions.find(id);
            if (session != null && session.isLoggedIn()) {
                return next.apply(request.withHeader(settings.headerName(), session.header()));
            }
            request.body().release();
            QueryValues query = QueryValues.parse(request.query());
            return session == null || query.first("state").isEmpty()
                    ? sendAway(request)
                    : logIn(id, session, query, request);
        });
    }

    private Mono<InvokeResponse> sendAway(InvokeRequest request) {
        return Mono.zip(sessions.secret(), sessions.secret()).map(secrets -> {
            String id = secrets.getT1();
            String state = secrets.getT2();
            sessions.begin(id, state, request.pathAndQuery(), TIME_TO_LOG_IN);
            return redirect(settings.loginUrl(state), id);
        });
    }

    private Mono<InvokeResponse> logIn(
            @Nullable String id, Sessions.Session session, QueryValues query, InvokeRequest request) {
        if (!isSame(query.first("state"), session.state())) {
            return Mono.just(Answers.text(400, "invalid state"));
        }
        String code = query.first("code");
        if (code.isEmpty()) {
            return Mono.just(Answers.text(400, "code not found"));
        }
        Map<String, String> parameters =
                Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", settings.redirectUrl());
        return Mono.zip(tokens.request(parameters), sessions.secret())
                .map(login -> {
                    Token token = login.getT1();
                    Duration lifetime = token.lifetime() == null ? LIFETIME_IF_NOT_SAID : token.lifetime();
                    sessions.loggedIn(id, login.getT2(), token.header(), lifetime);
                    return redirect(settings.returnUrl(session.returnTo(), request), login.getT2());
                })
                .onErrorResume(OAuthException.class, error -> {
                    LOG.error("Failed to exchange token: {}", error.getMessage());
                    return Mono.just(Answers.text(500, "Internal Server Error"));
                });
    }

    private InvokeResponse redirect(String url, String sessionId) {
        String cookie = COOKIE + "=" + sessionId + "; Path=/; HttpOnly; SameSite=Lax"
                + (settings.forceHttps() ? "; Secure" : "");
        MessageHeaders headers = MessageHeaders.builder()
                .add("Location", url)
                .add("Set-Cookie", cookie)
                .add("Cache-Control", "no-store")
                .build();
        return new InvokeResponse(302, headers, MessageBody.empty());
    }

    private static @Nullable String sessionId(InvokeRequest request) {
        for (String field : request.headers().all("cookie")) {
            for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(field)) {
                if (cookie.name().equals(COOKIE)) {
                    return cookie.value();
                }
            }
        }
        return null;
    }

    private static boolean isSame(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
