package dev.inlay.component.middleware.oauth;

import dev.inlay.component.middleware.Answers;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.middleware.HttpMiddleware;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Gives every request a token that the component gets for itself. One token serves all requests until it is about to run
 * out; those that come meanwhile wait for one and the same new token.
 */
final class ClientCredentialsMiddleware implements HttpMiddleware {

    private static final Logger LOG = LoggerFactory.getLogger(ClientCredentialsMiddleware.class);

    private static final Duration LIFETIME_IF_NOT_SAID = Duration.ofHours(1);

    /** So that a token does not run out on its way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final String field;
    private final PathFilter paths;
    private final HttpFetch http;
    private final TimeSource time;
    private final Mono<Token> request;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private final AtomicReference<@Nullable Mono<Token>> underWay = new AtomicReference<>();

    /** A token and until when it is used, by {@link TimeSource#nanoTime()}. */
    private record Held(Token token, long until) {}

    ClientCredentialsMiddleware(
            String field,
            PathFilter paths,
            HttpFetch http,
            TokenEndpoint endpoint,
            Map<String, String> parameters,
            TimeSource time) {
        this.field = field;
        this.paths = paths;
        this.http = http;
        this.time = time;
        this.request = endpoint.request(parameters);
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
    public Mono<InvokeResponse> filter(InvokeRequest asked, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        if (!paths.covers(asked)) {
            return next.apply(asked);
        }
        return Mono.defer(this::token)
                .map(Optional::of)
                .onErrorResume(OAuthException.class, error -> {
                    LOG.error("Error acquiring token: {}", error.getMessage());
                    return Mono.just(Optional.empty());
                })
                .flatMap(token -> token.isPresent()
                        ? next.apply(asked.withHeader(field, token.get().header()))
                        : refused(asked));
    }

    private static Mono<InvokeResponse> refused(InvokeRequest asked) {
        asked.body().release();
        return Mono.just(Answers.text(500, "Internal Server Error"));
    }

    private Mono<Token> token() {
        Held now = held.get();
        if (now != null && now.until() - time.nanoTime() > 0) {
            return Mono.just(now.token());
        }
        Mono<Token> mine = request.doOnNext(this::hold)
                .doOnTerminate(() -> underWay.set(null))
                .cache();
        Mono<Token> present = underWay.compareAndSet(null, mine) ? mine : underWay.get();
        return present == null ? Mono.defer(this::token) : present;
    }

    private void hold(Token token) {
        Duration lifetime = token.lifetime() == null ? LIFETIME_IF_NOT_SAID : token.lifetime();
        Duration used = lifetime.compareTo(MARGIN.multipliedBy(2)) > 0 ? lifetime.minus(MARGIN) : lifetime;
        held.set(new Held(token, time.nanoTime() + used.toNanos()));
    }
}
