package dev.inlay.identity;

import reactor.core.publisher.Flux;

/**
 * Who this program is, and whom it trusts. Both are renewed while the program runs; who opens connections asks anew each
 * time (see {@link IdentityTls}), so renewal needs nothing else. Thread-safe.
 */
public interface WorkloadIdentity {

    /** The certificate in force. */
    Svid current();

    /** Whom the program trusts. */
    TrustAnchors anchors();

    /** Each certificate that replaces another from now on; never an error. */
    Flux<Svid> renewals();
}
