package dev.inlay.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import reactor.core.publisher.Flux;

/** Roots that stay as they are. */
record FixedTrustAnchors(List<X509Certificate> certificates, String pem) implements TrustAnchors {

    /**
     * @param source where the text comes from, for the message
     * @throws IllegalArgumentException if there is no certificate in it
     */
    static FixedTrustAnchors parse(String pem, String source) {
        List<X509Certificate> roots;
        try {
            roots = Pem.certificates(pem);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
        if (roots.isEmpty()) {
            throw new IllegalArgumentException(
                    source + " holds no certificate (expected: one or more roots as PEM, -----BEGIN CERTIFICATE-----)");
        }
        return new FixedTrustAnchors(List.copyOf(roots), pem);
    }

    @Override
    public Flux<String> changes() {
        return Flux.never();
    }
}
