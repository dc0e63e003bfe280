package dev.inlay.cli.kubernetes;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What sentry signs with; the text form shows no key.
 *
 * @param roots that others are to trust
 * @param chain the certificate of the issuer, then what lies between it and a root
 * @param key of the issuer
 */
record Authority(List<X509Certificate> roots, List<X509Certificate> chain, PrivateKey key) {

    Authority {
        roots = List.copyOf(roots);
        chain = List.copyOf(chain);
    }

    /** The first moment at which it cannot be used any more. */
    Instant ends() {
        return Stream.concat(roots.stream(), chain.stream())
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Where the parts of an authority are from, for messages. */
    record Places(String roots, String issuer, String key) {}

    /**
     * Reads and checks one.
     *
     * @throws ClusterException saying what is wrong with which part
     */
    static Authority parse(String rootsPem, String issuerPem, String keyPem, Places places, Instant now) {
        List<X509Certificate> roots = CertificateFiles.certificates(rootsPem, places.roots);
        for (X509Certificate root : roots) {
            if (!isSignedBy(root, root)) {
                throw new ClusterException(places.roots + ": the certificate of " + name(root)
                        + " has not signed itself (expected: roots only). Is it the issuer's?");
            }
            requireAuthority(root, places.roots, now);
        }
        List<X509Certificate> chain = new ArrayList<>(CertificateFiles.certificates(issuerPem, places.issuer));
        X509Certificate last = chain.get(chain.size() - 1);
        if (chain.size() > 1 && isSignedBy(last, last)) {
            chain.remove(chain.size() - 1);
        }
        X509Certificate issuer = chain.get(0);
        requireAuthority(issuer, places.issuer, now);
        PrivateKey key = CertificateFiles.privateKey(keyPem, places.key);
        if (!Arrays.equals(
                CertificateMaker.publicKey(key, places.key),
                issuer.getPublicKey().getEncoded())) {
            throw new ClusterException(places.key + " does not belong to the first certificate of " + places.issuer
                    + ", that of " + name(issuer) + " (expected: its private key)");
        }
        requireWay(chain, roots, places, now);
        return new Authority(roots, chain, key);
    }

    private static void requireAuthority(X509Certificate certificate, String place, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from) || !now.isBefore(until)) {
            throw new ClusterException(place + ": the certificate of " + name(certificate) + " is valid from " + from
                    + " until " + until + " (expected: now, " + now + ")");
        }
        if (certificate.getBasicConstraints() < 0) {
            throw new ClusterException(place + ": the certificate of " + name(certificate)
                    + " may not sign others (expected: one of an authority, with the basic constraint CA:TRUE)");
        }
    }

    private static void requireWay(
            List<X509Certificate> chain, List<X509Certificate> roots, Places places, Instant now) {
        try {
            PKIXParameters parameters = new PKIXParameters(
                    roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
        } catch (GeneralSecurityException e) {
            throw new ClusterException(places.issuer + ": the certificate of " + name(chain.get(0))
                    + " does not lead to a root of " + places.roots
                    + " (expected: signed by it, or by those that follow it in the file): " + e.getMessage());
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String name(X509Certificate certificate) {
        return "'" + certificate.getSubjectX500Principal().getName() + "'";
    }

    @Override
    public String toString() {
        return "authority until " + ends();
    }
}
