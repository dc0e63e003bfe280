package dev.inlay.identity;

import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The identity that sentry gives this program, renewed at half of its validity and whenever the trust anchors change. A
 * renewal that fails is tried again every ten seconds; one warning says so, and one line that it works again. Meanwhile
 * the last certificate stays in force.
 *
 * <p>What sentry says of the trust anchors holds besides those of a file, and in the place of fixed ones: so a program
 * that was started with the roots in a variable learns of a new root without a restart.
 *
 * <p>Thread-safe and non-blocking.
 */
public final class RenewingIdentity implements WorkloadIdentity, Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(RenewingIdentity.class);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

    private final IdentityRequest request;
    private final SentryClient sentry;
    private final LearnedTrustAnchors anchors;
    private final TimeSource time;
    private final Sinks.Many<Svid> renewals = Sinks.many().multicast().directBestEffort();
    private volatile IssuedIdentity issued;
    private volatile Instant renewAt;
    private volatile String anchorsUsed;
    private final Disposable loop;

    /** An identity with the origin of its roots as it was when it was asked for. */
    private record First(IssuedIdentity issued, String anchorsUsed) {}

    private RenewingIdentity(
            IdentityRequest request, SentryClient sentry, LearnedTrustAnchors anchors, First first, TimeSource time) {
        this.request = request;
        this.sentry = sentry;
        this.anchors = anchors;
        this.time = time;
        this.issued = first.issued;
        this.anchorsUsed = first.anchorsUsed;
        this.renewAt = first.issued.renewAt(time.now());
        anchors.learn(first.issued.trustAnchors());
        this.loop =
                Mono.defer(() -> due().then(Mono.defer(this::renewed))).repeat().subscribe();
    }

    /**
     * Asks sentry for the first certificate and keeps it renewed from then on. Fails with {@link
     * IdentityUnavailableException} if sentry gives none.
     *
     * @param address host and port of sentry
     * @param expected who it must prove to be; see {@link SentryClient#sentryOf}
     * @param environment {@code SENTRY_LOCAL_IDENTITY} in it, if it is there, is the app id that is asked for
     */
    public static Mono<RenewingIdentity> start(
            String address,
            SpiffeId expected,
            TrustAnchors origin,
            IdentityRequest request,
            SentryTokens tokens,
            UnaryOperator<@Nullable String> environment,
            TimeSource time) {
        return Mono.defer(() -> {
            LearnedTrustAnchors anchors = new LearnedTrustAnchors(origin);
            SentryClient sentry = new SentryClient(address, expected, anchors, tokens, time);
            IdentityRequest asked = localIdentity(request, environment.apply("SENTRY_LOCAL_IDENTITY"));
            String used = origin.pem();
            return sentry.request(asked)
                    .map(first -> new RenewingIdentity(asked, sentry, anchors, new First(first, used), time));
        });
    }

    private static IdentityRequest localIdentity(IdentityRequest request, @Nullable String appId) {
        return appId == null || appId.isEmpty()
                ? request
                : new IdentityRequest(
                        appId, request.namespace(), request.trustDomain(), request.keys(), request.jwtAudiences());
    }

    /** Completes when it is time for the next certificate. */
    private Mono<?> due() {
        Duration left = Duration.between(time.now(), renewAt);
        Mono<?> half = Mono.delay(left.isNegative() ? Duration.ZERO : left, time.scheduler());
        TrustAnchors origin = anchors.origin();
        Mono<?> changed = Flux.merge(
                        origin.changes(), Mono.fromSupplier(origin::pem).concatWith(Mono.never()))
                .filter(pem -> !pem.equals(anchorsUsed))
                .next()
                .switchIfEmpty(Mono.never());
        return Mono.firstWithSignal(half, changed);
    }

    private Mono<Void> renewed() {
        return asked().doOnNext(this::take).then().onErrorResume(this::retried);
    }

    private Mono<IssuedIdentity> asked() {
        return Mono.defer(() -> {
            String pem = anchors.origin().pem();
            if (!pem.equals(anchorsUsed)) {
                anchors.reset();
                anchorsUsed = pem;
            }
            return sentry.request(request);
        });
    }

    private Mono<Void> retried(Throwable first) {
        LOG.warn(
                "The certificate was not renewed, trying again every {} s; the present one is valid until {}: {}",
                BETWEEN_TRIES.toSeconds(),
                issued.svid().notAfter(),
                String.valueOf(first.getMessage()));
        return Mono.delay(BETWEEN_TRIES, time.scheduler())
                .then(asked())
                .doOnError(
                        error -> LOG.debug("The certificate was not renewed: {}", String.valueOf(error.getMessage())))
                .retry()
                .doOnNext(next -> {
                    take(next);
                    LOG.info(
                            "The certificate is renewed again, until {}",
                            next.svid().notAfter());
                })
                .then();
    }

    private void take(IssuedIdentity next) {
        try {
            anchors.learn(next.trustAnchors());
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "Sentry has sent trust anchors that cannot be read; those known stay in force: {}", e.getMessage());
        }
        issued = next;
        renewAt = next.renewAt(time.now());
        LOG.debug("Certificate renewed: {}", next.svid());
        renewals.tryEmitNext(next.svid());
    }

    @Override
    public Svid current() {
        return issued.svid();
    }

    @Override
    public TrustAnchors anchors() {
        return anchors;
    }

    @Override
    public Flux<Svid> renewals() {
        return renewals.asFlux();
    }

    /** The token for the trust domain and all audiences asked for; null if sentry gives none. */
    public @Nullable String jwt() {
        return issued.jwt();
    }

    /** The token for each audience that was asked for. */
    public Map<String, String> audienceJwts() {
        return issued.audienceJwts();
    }

    /** Ends the renewal; the last certificate stays. */
    @Override
    public void dispose() {
        loop.dispose();
        renewals.tryEmitComplete();
    }

    @Override
    public boolean isDisposed() {
        return loop.isDisposed();
    }
}
