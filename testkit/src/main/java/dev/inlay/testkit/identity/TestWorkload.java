package dev.inlay.testkit.identity;

import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.identity.WorkloadIdentity;
import java.security.cert.X509Certificate;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A program whose certificate and trust a test changes while it runs. Thread-safe. */
public final class TestWorkload implements WorkloadIdentity, TrustAnchors {

    private final Sinks.Many<Svid> renewals = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<String> changes = Sinks.many().multicast().directBestEffort();
    private volatile Svid svid;
    private volatile TrustAnchors trusted;

    public TestWorkload(Svid svid, TrustAnchors trusted) {
        this.svid = svid;
        this.trusted = trusted;
    }

    /** From now on it has this certificate. */
    public void renew(Svid next) {
        svid = next;
        renewals.tryEmitNext(next);
    }

    /** From now on it trusts these. */
    public void trust(TrustAnchors next) {
        trusted = next;
        changes.tryEmitNext(next.pem());
    }

    @Override
    public Svid current() {
        return svid;
    }

    @Override
    public TrustAnchors anchors() {
        return this;
    }

    @Override
    public Flux<Svid> renewals() {
        return renewals.asFlux();
    }

    @Override
    public List<X509Certificate> certificates() {
        return trusted.certificates();
    }

    @Override
    public String pem() {
        return trusted.pem();
    }

    @Override
    public Flux<String> changes() {
        return changes.asFlux();
    }
}
