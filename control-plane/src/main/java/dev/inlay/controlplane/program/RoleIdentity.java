package dev.inlay.controlplane.program;

import dev.inlay.identity.IdentityRequest;
import dev.inlay.identity.IdentityUnavailableException;
import dev.inlay.identity.KeyPairs;
import dev.inlay.identity.RenewingIdentity;
import dev.inlay.identity.SentryClient;
import dev.inlay.identity.SentryTokens;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The identity of a role of the control plane, from the sentry of its process or another. It is there once this has
 * started, which waits for sentry and for the trust anchors as long as it takes; readiness says so. If sentry refuses, or
 * the process is to end meanwhile, the start fails.
 */
public final class RoleIdentity implements WorkloadIdentity, SmartLifecycle {

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    private final String appId;
    private final String scope;
    private final Mono<? extends WorkloadIdentity> source;
    private final KeyPairs keys;
    private final Readiness.Target target;
    private final ProgramLife life;
    private final UnaryOperator<@Nullable String> environment;
    private final TimeSource time;
    private volatile @Nullable WorkloadIdentity identity;
    private volatile @Nullable CompletableFuture<WorkloadIdentity> starting;

    /**
     * @param appId who the role is, as {@code dapr-operator}
     * @param scope of the fatal line if it gets no identity
     * @param local the sentry of this process; null if there is none
     * @param remote how another is reached; may take its time
     * @param keys for requests to another
     */
    public RoleIdentity(
            String appId,
            String scope,
            @Nullable LocalSentry local,
            Mono<SentryAccess> remote,
            KeyPairs keys,
            Readiness readiness,
            ProgramLife life,
            UnaryOperator<@Nullable String> environment,
            TimeSource time) {
        this.appId = appId;
        this.scope = scope;
        this.source = local == null ? remote.flatMap(this::ask) : Mono.fromSupplier(() -> local.identity(appId));
        this.keys = keys;
        this.target = readiness.target("the certificate of " + appId);
        this.life = life;
        this.environment = environment;
        this.time = time;
    }

    /** @throws StartFailure if sentry refuses, or the process is to end */
    @Override
    public void start() {
        CompletableFuture<WorkloadIdentity> first = source.<WorkloadIdentity>map(given -> given)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_TRIES)
                        .scheduler(time.scheduler())
                        .filter(error -> error instanceof IdentityUnavailableException refused && refused.isRetryable())
                        .doBeforeRetry(last ->
                                target.awaited(String.valueOf(last.failure().getMessage()))))
                .toFuture();
        starting = first;
        var unused = life.end().thenRun(() -> first.cancel(true));
        try {
            identity = first.join();
            target.ready();
        } catch (CancellationException e) {
            throw new StartFailure(scope, "the process is to end before there is a certificate of " + appId, e);
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartFailure(scope, String.valueOf(cause.getMessage()), cause);
        }
    }

    private Mono<RenewingIdentity> ask(SentryAccess access) {
        return RenewingIdentity.start(
                access.address(),
                SentryClient.sentryOf(access.trustDomain(), access.namespace()),
                access.anchors(),
                new IdentityRequest(
                        appId, KubernetesAccess.namespace(environment), access.trustDomain(), keys, List.of()),
                new SentryTokens(environment, true),
                environment,
                time);
    }

    private WorkloadIdentity started() {
        WorkloadIdentity now = identity;
        if (now == null) {
            throw new IllegalStateException(
                    appId + " has no certificate yet (expected: use from phase " + Phases.ROLES + " of the start on)");
        }
        return now;
    }

    @Override
    public Svid current() {
        return started().current();
    }

    @Override
    public TrustAnchors anchors() {
        return started().anchors();
    }

    @Override
    public Flux<Svid> renewals() {
        return started().renewals();
    }

    @Override
    public void stop() {
        CompletableFuture<WorkloadIdentity> first = starting;
        if (first != null) {
            first.cancel(true);
        }
        if (identity instanceof Disposable renewing) {
            renewing.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return identity != null;
    }

    @Override
    public int getPhase() {
        return Phases.IDENTITY;
    }
}
