package dev.inlay.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a chain of certificates leads to a root that is trusted (RFC 5280, section 6; nothing asks for revocation, since
 * certificates live for a day). The way is searched: a chain may hold more than one, as while a root is replaced.
 */
public final class TrustPath {

    /** The place of keyCertSign among the bits of a key's usage (RFC 5280, section 4.2.1.3). */
    private static final int SIGNS_CERTIFICATES = 5;

    private TrustPath() {}

    /**
     * Checks it.
     *
     * @param chain the certificate in question, then those that may lie between it and a root, in any order
     * @throws CertificateException if no way leads to a root; the message says how the chain and the roots are called
     */
    public static void check(List<X509Certificate> chain, List<X509Certificate> roots, Instant at)
            throws CertificateException {
        if (chain.isEmpty()) {
            throw new CertificateException("there is no certificate (expected: one that a trusted root has signed)");
        }
        try {
            Set<TrustAnchor> anchors = new HashSet<>();
            roots.forEach(root -> anchors.add(new TrustAnchor(root, null)));
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(chain.get(0));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(refusal(chain.get(0), roots, at, e), e);
        }
    }

    /**
     * Checks the chain of a program, which must be no authority itself.
     *
     * @throws CertificateException as {@link #check} does
     */
    static void checkProgram(List<X509Certificate> chain, List<X509Certificate> roots, Instant at)
            throws CertificateException {
        check(chain, roots, at);
        X509Certificate own = chain.get(0);
        boolean[] usage = own.getKeyUsage();
        if (own.getBasicConstraints() >= 0 || usage != null && usage[SIGNS_CERTIFICATES]) {
            throw new CertificateException("the certificate of " + PeerIdentity.of(own)
                    + " is one of an authority (expected: one of a program)");
        }
    }

    private static String refusal(
            X509Certificate certificate, List<X509Certificate> roots, Instant at, GeneralSecurityException cause) {
        SpiffeId id = PeerIdentity.of(certificate);
        String who = id == null ? certificate.getSubjectX500Principal().getName() : id.toString();
        if (at.isAfter(certificate.getNotAfter().toInstant())) {
            return "the certificate of " + who + " has expired at "
                    + certificate.getNotAfter().toInstant() + " (the clock here says " + at + ")";
        }
        if (at.isBefore(certificate.getNotBefore().toInstant())) {
            return "the certificate of " + who + " is not valid before "
                    + certificate.getNotBefore().toInstant() + " (the clock here says " + at
                    + "; expected: clocks that agree)";
        }
        return "the certificate of " + who + " leads to none of the " + roots.size() + " trusted roots: "
                + cause.getMessage();
    }
}
