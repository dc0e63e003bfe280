package dev.inlay.controlplane.sentry;

import dev.inlay.identity.SpiffeId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates in Dapr's form. Thread-safe. */
final class Certificates {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 128;
    private static final int P256 = 256;
    private static final int P384 = 384;

    private Certificates() {}

    /** When a certificate is valid. */
    record Validity(Instant from, Instant until) {}

    /** A root: the organization is the trust domain. */
    static X509Certificate root(String trustDomain, PublicKey key, PrivateKey own, Validity validity) {
        X500Name name = organization(trustDomain);
        return authority(name, name, key, own, KeyUsage.digitalSignature | KeyUsage.keyCertSign, validity);
    }

    /** An issuer: the organization is the identity of sentry. */
    static X509Certificate issuer(
            SpiffeId sentry, PublicKey key, X509Certificate root, PrivateKey rootKey, Validity validity) {
        return authority(
                subject(root),
                organization(sentry.toString()),
                key,
                rootKey,
                KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign,
                validity);
    }

    /**
     * The same issuer, vouched for by another one: who trusts only the root of that one trusts what it issues. Valid as
     * long as both are.
     */
    static X509Certificate bridge(X509Certificate issuer, X509Certificate by, PrivateKey byKey, Instant from) {
        Instant until = Stream.of(issuer, by)
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        return authority(
                subject(by),
                subject(issuer),
                issuer.getPublicKey(),
                byKey,
                KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign,
                new Validity(from, until));
    }

    /** The certificate of a program: no subject, the identity among the names, with those of hosts before it. */
    static X509Certificate workload(
            SpiffeId id,
            PublicKey key,
            List<String> hosts,
            X509Certificate issuer,
            PrivateKey issuerKey,
            Validity validity) {
        GeneralName[] names = Stream.concat(
                        hosts.stream().map(host -> new GeneralName(GeneralName.dNSName, host)),
                        Stream.of(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString())))
                .toArray(GeneralName[]::new);
        try {
            X509v3CertificateBuilder builder = builder(subject(issuer), new X500NameBuilder().build(), key, validity)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }));
            if (issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId()) != null) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(SubjectKeyIdentifier.fromExtensions(
                                        new JcaX509CertificateHolder(issuer).getExtensions())
                                .getKeyIdentifier()));
            }
            builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
            return signed(builder, issuerKey);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of " + id + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static X509Certificate authority(
            X500Name by, X500Name name, PublicKey key, PrivateKey signer, int usage, Validity validity) {
        try {
            return signed(
                    builder(by, name, key, validity)
                            .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                            .addExtension(
                                    Extension.subjectKeyIdentifier,
                                    false,
                                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key)),
                    signer);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("the certificate of " + name + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static X509v3CertificateBuilder builder(X500Name by, X500Name name, PublicKey key, Validity validity) {
        return new X509v3CertificateBuilder(
                by,
                new BigInteger(SERIAL_BITS, RANDOM),
                Date.from(validity.from()),
                Date.from(validity.until()),
                name,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey signer) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signatureOf(signer)).build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JVM cannot sign: " + e.getMessage(), e);
        }
    }

    private static String signatureOf(PrivateKey key) {
        if (key instanceof ECKey curve) {
            int bits = curve.getParams().getOrder().bitLength();
            return bits <= P256 ? "SHA256withECDSA" : bits <= P384 ? "SHA384withECDSA" : "SHA512withECDSA";
        }
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519";
    }

    private static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    /** As Go writes it: a printable string where its letters allow that. */
    private static X500Name organization(String name) {
        ASN1Encodable text =
                DERPrintableString.isPrintableString(name) ? new DERPrintableString(name) : new DERUTF8String(name);
        return new X500NameBuilder().addRDN(BCStyle.O, text).build();
    }
}
