package dev.inlay.cli.kubernetes;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes an authority as sentry would have made it: by their names sentry knows it as one that it may replace in time.
 *
 * @param trustDomain of the control plane
 * @param namespace of the control plane
 * @param validity how long root and issuer are valid
 */
record CertificateMaker(String trustDomain, String namespace, Duration validity) {

    private static final int SERIAL_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    /**
     * A root, and an issuer under it.
     *
     * @param rootKey the private key of the root; null for a new one, which is forgotten
     * @param place where that key is from, for messages
     */
    Authority make(@Nullable PrivateKey rootKey, String place, Instant now) {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("Ed25519");
            PrivateKey signer = rootKey == null ? keys.generateKeyPair().getPrivate() : rootKey;
            byte[] open = publicKey(signer, place);
            KeyPair issuerKeys = keys.generateKeyPair();
            X500Name rootName = organization(trustDomain);
            X500Name issuerName = organization("spiffe://" + trustDomain + "/ns/" + namespace + "/dapr-sentry");
            int signs = KeyUsage.digitalSignature | KeyUsage.keyCertSign;
            X509Certificate root = certificate(rootName, rootName, open, signer, signs, now);
            X509Certificate issuer = certificate(
                    rootName, issuerName, issuerKeys.getPublic().getEncoded(), signer, signs | KeyUsage.cRLSign, now);
            return new Authority(List.of(root), List.of(issuer), issuerKeys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new ClusterException("No certificate can be made: " + e.getMessage());
        }
    }

    private X509Certificate certificate(
            X500Name by, X500Name name, byte[] open, PrivateKey signer, int usage, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(open);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                        by,
                        new BigInteger(SERIAL_BITS, RANDOM),
                        Date.from(now.minus(CLOCK_SKEW)),
                        Date.from(now.plus(validity)),
                        name,
                        key)
                .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signatureOf(signer)).build(signer)));
    }

    private static String signatureOf(PrivateKey key) {
        if (key instanceof ECKey) {
            return "SHA256withECDSA";
        }
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519";
    }

    private static X500Name organization(String name) {
        return new X500NameBuilder().addRDN(BCStyle.O, name).build();
    }

    /** The public key that belongs to a private one, encoded. */
    static byte[] publicKey(PrivateKey key, String place) {
        try {
            AsymmetricKeyParameter secret = PrivateKeyFactory.createKey(key.getEncoded());
            AsymmetricKeyParameter open;
            if (secret instanceof ECPrivateKeyParameters curve) {
                open = new ECPublicKeyParameters(
                        curve.getParameters().getG().multiply(curve.getD()).normalize(), curve.getParameters());
            } else if (secret instanceof Ed25519PrivateKeyParameters edwards) {
                open = edwards.generatePublicKey();
            } else if (secret instanceof RSAPrivateCrtKeyParameters rsa) {
                open = new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            } else {
                throw new ClusterException(place + " is of another kind (expected: RSA, ECDSA or Ed25519)");
            }
            return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open).getEncoded();
        } catch (IOException e) {
            throw new ClusterException(place + " cannot be read (expected: a private key, RSA, ECDSA or Ed25519)");
        }
    }
}
