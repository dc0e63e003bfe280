package dev.inlay.identity;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The roots that a program was started with, and what sentry has said of them since. Fixed ones only serve to begin with:
 * sentry, which they vouch for, says what holds now. Those of a file are kept up to date by somebody, so they hold too, and
 * a change of theirs counts at once.
 */
final class LearnedTrustAnchors implements TrustAnchors {

    private final TrustAnchors origin;
    private final Sinks.Many<String> changes = Sinks.many().multicast().directBestEffort();
    private volatile Bundle now;

    private record Bundle(List<X509Certificate> certificates, String pem) {}

    LearnedTrustAnchors(TrustAnchors origin) {
        this.origin = origin;
        this.now = new Bundle(origin.certificates(), origin.pem());
    }

    /** The roots that were given, as they are now. */
    TrustAnchors origin() {
        return origin;
    }

    /** The roots that were given have changed: until sentry is heard again, they alone hold. */
    void reset() {
        set(new Bundle(origin.certificates(), origin.pem()));
    }

    /**
     * What sentry says now.
     *
     * @throws IllegalArgumentException if it is not PEM; the roots are then as before
     */
    void learn(String pem) {
        List<X509Certificate> said = Pem.certificates(pem);
        if (said.isEmpty()) {
            return;
        }
        if (origin instanceof FixedTrustAnchors) {
            set(new Bundle(List.copyOf(said), pem));
            return;
        }
        Set<X509Certificate> all = new LinkedHashSet<>(origin.certificates());
        boolean more = all.addAll(said);
        set(new Bundle(List.copyOf(new ArrayList<>(all)), more ? Pem.of(new ArrayList<>(all)) : origin.pem()));
    }

    private synchronized void set(Bundle next) {
        boolean changed = !next.certificates.equals(now.certificates);
        now = next;
        if (changed) {
            changes.tryEmitNext(next.pem);
        }
    }

    @Override
    public List<X509Certificate> certificates() {
        return now.certificates;
    }

    @Override
    public String pem() {
        return now.pem;
    }

    @Override
    public Flux<String> changes() {
        return changes.asFlux();
    }
}
