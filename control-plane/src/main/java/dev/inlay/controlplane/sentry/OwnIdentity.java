package dev.inlay.controlplane.sentry;

import dev.inlay.identity.KeyKind;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.time.TimeSource;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The identity of sentry itself or of another role of its process, which it certifies: anew at half of its validity and
 * when the authority has changed. With keys on elliptic curves that takes less than a millisecond, so it is done when a
 * handshake asks. Thread-safe.
 */
final class OwnIdentity implements WorkloadIdentity {

    private final SpiffeId id;
    private final KeyKind kind;
    private final List<String> hosts;
    private final CertificateAuthority ca;
    private final SentrySettings settings;
    private final TimeSource time;
    private final Sinks.Many<Svid> renewals = Sinks.many().multicast().directBestEffort();
    private @Nullable Issued issued;

    private record Issued(Svid svid, Authority by, Instant renewAt) {}

    /** @param hosts by which the role is reached, besides by its id */
    OwnIdentity(
            SpiffeId id,
            KeyKind kind,
            List<String> hosts,
            CertificateAuthority ca,
            SentrySettings settings,
            TimeSource time) {
        this.id = id;
        this.kind = kind;
        this.hosts = List.copyOf(hosts);
        this.ca = ca;
        this.settings = settings;
        this.time = time;
    }

    @Override
    public synchronized Svid current() {
        Authority authority = ca.authority();
        Issued last = issued;
        Instant now = time.now();
        if (last != null && last.by.equals(authority) && now.isBefore(last.renewAt)) {
            return last.svid;
        }
        KeyPair keys = kind.generate();
        Duration ttl = settings.workloadTtl();
        Svid next = new Svid(
                id,
                keys.getPrivate(),
                authority.certify(
                        id,
                        keys.getPublic(),
                        hosts,
                        new Certificates.Validity(now.minus(settings.clockSkew()), now.plus(ttl))));
        issued = new Issued(next, authority, now.plus(ttl.dividedBy(2)));
        if (last != null) {
            renewals.tryEmitNext(next);
        }
        return next;
    }

    @Override
    public TrustAnchors anchors() {
        return ca;
    }

    @Override
    public Flux<Svid> renewals() {
        return renewals.asFlux();
    }
}
