package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Finds one instance of an application by a {@link NameResolver}. Keeps answers for a while where the resolver allows
 * it, else asks again a few times when nobody answers, unless the resolver has waited for that. Thread-safe.
 */
public final class NameResolution {

    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final NameResolver resolver;
    private final TimeSource time;
    private final IntUnaryOperator pick;
    private final Map<AppIdentity, Answer> answers = new ConcurrentHashMap<>();

    /**
     * Resolution by this resolver.
     *
     * @param pick gives an index below its argument; picks one of several instances
     */
    public NameResolution(NameResolver resolver, TimeSource time, IntUnaryOperator pick) {
        this.resolver = resolver;
        this.time = time;
        this.pick = pick;
    }

    /**
     * An instance of the application.
     *
     * @return fails with {@link InlayException} if there is none, naming the app id, where was looked, and who is there
     */
    public Mono<PeerAddress> find(AppIdentity app) {
        Duration keep = resolver.keepsAnswers();
        if (keep.isZero()) {
            return ask(app).map(this::any);
        }
        Answer known = answers.get(app);
        return known != null && time.since(known.since).compareTo(keep) < 0
                ? Mono.just(any(known.addresses))
                : ask(app).doOnNext(addresses -> keep(app, addresses, keep)).map(this::any);
    }

    /** Forgets where an application is, because an instance of it could not be reached at the address. */
    public void forget(AppIdentity app, PeerAddress address) {
        answers.remove(app);
        resolver.forget(app.appId(), address);
    }

    /** What is asked, for error texts. */
    public String describe() {
        return resolver.describe();
    }

    private void keep(AppIdentity app, List<PeerAddress> addresses, Duration keep) {
        answers.values().removeIf(answer -> time.since(answer.since).compareTo(keep) >= 0);
        answers.put(app, new Answer(addresses, time.nanoTime()));
    }

    /** The resolver's answer, which is not empty. */
    private Mono<List<PeerAddress>> ask(AppIdentity app) {
        return once(app)
                .repeatWhenEmpty(empties -> empties.takeWhile(tries -> tries < TRIES - 1 && !resolver.waitsForAnswers())
                        .delayElements(BETWEEN_TRIES, time.scheduler()))
                .switchIfEmpty(notFound(app));
    }

    /** The resolver's answer; empty instead of an empty list. */
    private Mono<List<PeerAddress>> once(AppIdentity app) {
        return Mono.defer(() -> resolver.resolve(app.appId(), app.namespace()))
                .filter(addresses -> !addresses.isEmpty())
                .onErrorMap(error -> !(error instanceof InlayException), error -> failed(app, error));
    }

    private PeerAddress any(List<PeerAddress> addresses) {
        return addresses.size() == 1 ? addresses.get(0) : addresses.get(pick.applyAsInt(addresses.size()));
    }

    private <T> Mono<T> notFound(AppIdentity app) {
        return Mono.defer(() -> resolver.announcedAppIds()
                .onErrorReturn(List.of())
                .defaultIfEmpty(List.of())
                .flatMap(ids -> Mono.error(InlayException.of(
                        ErrorCode.DIRECT_INVOKE,
                        app.appId(),
                        "no instance of " + app.appId() + " found by " + describe() + ": is it running with app id '"
                                + app.appId() + "'?" + registered(ids)))));
    }

    private static String registered(List<String> ids) {
        return ids.isEmpty()
                ? ""
                : " registered ids: "
                        + String.join(", ", ids.stream().sorted().distinct().toList());
    }

    private InlayException failed(AppIdentity app, Throwable error) {
        return new InlayException(
                ErrorCode.DIRECT_INVOKE,
                ErrorCode.DIRECT_INVOKE.text(app.appId(), describe() + " could not look it up: " + error.getMessage()),
                error);
    }

    private record Answer(List<PeerAddress> addresses, long since) {}
}
