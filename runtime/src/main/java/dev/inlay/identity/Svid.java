package dev.inlay.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certified identity of this program and its key. The text form has no key.
 *
 * @param id whom the certificate names
 * @param key belongs to the first certificate of the chain
 * @param chain the program's certificate, then those of its issuers without the root
 */
public record Svid(SpiffeId id, PrivateKey key, List<X509Certificate> chain) {

    public Svid {
        chain = List.copyOf(chain);
    }

    /** The program's certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** When it begins to be valid. */
    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    /** Until when it is valid. */
    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return id + " until " + notAfter();
    }
}
