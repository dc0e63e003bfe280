package dev.inlay.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import reactor.core.publisher.Flux;

/** The roots that certificates of other programs must lead to. They change while a program runs. Thread-safe. */
public interface TrustAnchors {

    /** The roots now; at least one. */
    List<X509Certificate> certificates();

    /** The roots now, as PEM. */
    String pem();

    /** The PEM after each change from now on; never the present one, never an error, ends when watching ends. */
    Flux<String> changes();

    /**
     * Roots that stay as they are.
     *
     * @param source where the text comes from, for the message, as {@code the environment variable DAPR_TRUST_ANCHORS}
     * @throws IllegalArgumentException if there is no certificate in it, or one that cannot be read
     */
    static TrustAnchors of(String pem, String source) {
        return FixedTrustAnchors.parse(pem, source);
    }
}
