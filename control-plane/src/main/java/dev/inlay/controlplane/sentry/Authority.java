package dev.inlay.controlplane.sentry;

import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.TrustPath;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority that has been checked: its issuer signs, and the chain of the issuer leads to the roots. Immutable and
 * thread-safe; the text form shows no key.
 *
 * @param anchors the roots that others are to trust
 * @param chain the certificate of the issuer, then what lies between it and a root
 * @param key of the issuer
 */
record Authority(List<X509Certificate> anchors, List<X509Certificate> chain, PrivateKey key) {

    Authority {
        anchors = List.copyOf(anchors);
        chain = List.copyOf(chain);
    }

    /**
     * Reads and checks one.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Authority parse(String anchorsPem, String issuerPem, String keyPem, Instant now) {
        List<X509Certificate> anchors = Pem.certificates(anchorsPem);
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("failed to parse trust anchors: there is no certificate");
        }
        for (X509Certificate anchor : anchors) {
            if (!isSelfSigned(anchor)) {
                throw new IllegalArgumentException("certificate in trust anchor is not self-signed: "
                        + anchor.getSubjectX500Principal().getName());
            }
        }
        List<X509Certificate> chain = new ArrayList<>(Pem.certificates(issuerPem));
        if (chain.size() > 1 && isSelfSigned(chain.get(chain.size() - 1))) {
            chain.remove(chain.size() - 1);
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("failed to parse issuer chain: there is no certificate");
        }
        PrivateKey key = Pem.privateKey(keyPem);
        if (!belongTogether(chain.get(0).getPublicKey(), key)) {
            throw new IllegalArgumentException("issuer key does not match issuer certificate");
        }
        try {
            TrustPath.check(chain, anchors, now);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("issuer chain cannot be verified: " + e.getMessage(), e);
        }
        return new Authority(anchors, chain, key);
    }

    /** The certificate of the issuer. */
    X509Certificate issuer() {
        return chain.get(0);
    }

    /** A certificate for a program, followed by the chain of the issuer. */
    List<X509Certificate> certify(
            SpiffeId id, PublicKey programKey, List<String> hosts, Certificates.Validity validity) {
        List<X509Certificate> all = new ArrayList<>();
        all.add(Certificates.workload(id, programKey, hosts, issuer(), key, validity));
        all.addAll(chain);
        return all;
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean belongTogether(PublicKey open, PrivateKey secret) {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        try {
            byte[] probe = {1};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "issuer until " + issuer().getNotAfter().toInstant() + ", " + anchors.size() + " roots";
    }
}
