package dev.inlay.controlplane.webhook;

import dev.inlay.controlplane.program.Readiness;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Tells the API server by which roots it knows a webhook of ours: at the start, and whenever the roots change. Tries again
 * for as long as it does not work; readiness tells why. Thread-safe.
 */
public final class CaBundle {

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final String where;
    private final String scope;
    private final Consumer<String> patch;
    private final Readiness.Target target;
    private final boolean essential;
    private final TimeSource time;
    private volatile boolean made;

    /**
     * Does nothing yet.
     *
     * @param where what is patched, in words that follow "patched webhook in", as {@code CRD "subscriptions.dapr.io"}
     * @param scope of the log lines
     * @param patch is given the roots as Kubernetes wants them, base64 of PEM; may block
     * @param target is ready once the first patch was made
     * @param essential whether readiness waits for that; otherwise for the first try only
     */
    public CaBundle(
            String where,
            String scope,
            Consumer<String> patch,
            Readiness.Target target,
            boolean essential,
            TimeSource time) {
        this.where = where;
        this.scope = scope;
        this.patch = patch;
        this.target = target;
        this.essential = essential;
        this.time = time;
    }

    /** Begins; what is returned ends it. */
    public Disposable keep(TrustAnchors anchors) {
        Logger log = LoggerFactory.getLogger(scope);
        return Flux.defer(() -> Flux.just(anchors.pem()).concatWith(anchors.changes()))
                .distinctUntilChanged()
                // Roots that have changed again in the meantime must not be overwritten by the earlier ones.
                .switchMap(pem -> Mono.fromRunnable(() -> patch.accept(bundle(pem)))
                        .subscribeOn(Schedulers.boundedElastic())
                        .doOnSuccess(done -> {
                            log.info("Successfully patched webhook in {}", where);
                            made = true;
                            target.ready();
                        })
                        .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                                .maxBackoff(LAST_RETRY)
                                .scheduler(time.scheduler())
                                .doBeforeRetry(last -> failed(
                                        log, String.valueOf(last.failure().getMessage())))))
                .subscribe();
    }

    private void failed(Logger log, String reason) {
        if (essential && !made) {
            target.awaited(reason);
        } else {
            log.warn("Failed to patch webhook in {}, trying again: {}", where, reason);
            target.ready();
        }
    }

    private static String bundle(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
