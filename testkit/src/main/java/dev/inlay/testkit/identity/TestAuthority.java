package dev.inlay.testkit.identity;

import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root and an issuer under it, as sentry has them, for tests: certifies whoever is named. Thread-safe.
 */
public final class TestAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 120;
    private static final Duration A_YEAR = Duration.ofDays(365);
    private static final Duration A_DAY = Duration.ofDays(1);

    private final KeyKind kind;
    private final Instant from;
    private final KeyPair rootKeys;
    private final X509Certificate root;
    private final KeyPair issuerKeys;
    private final X509Certificate issuer;

    private TestAuthority(String trustDomain, KeyKind kind, Instant from) {
        this.kind = kind;
        this.from = from;
        this.rootKeys = kind.generate();
        this.issuerKeys = kind.generate();
        X500Name rootName = new X500Name("O=" + trustDomain);
        X500Name issuerName = new X500Name("O=spiffe\\://" + trustDomain + "/ns/default/dapr-sentry");
        this.root = authority(rootName, rootName, rootKeys.getPublic(), rootKeys.getPrivate());
        this.issuer = authority(rootName, issuerName, issuerKeys.getPublic(), rootKeys.getPrivate());
    }

    /** A new one with Ed25519 keys, valid for a year from this instant on. */
    public static TestAuthority create(String trustDomain, Instant from) {
        return create(trustDomain, KeyKind.ED25519, from);
    }

    /** A new one with keys of this kind, valid for a year from this instant on. */
    public static TestAuthority create(String trustDomain, KeyKind kind, Instant from) {
        return new TestAuthority(trustDomain, kind, from);
    }

    /** The root. */
    public X509Certificate root() {
        return root;
    }

    /** The issuer, whom the root has signed. */
    public X509Certificate issuer() {
        return issuer;
    }

    /** The key of the issuer. */
    public PrivateKey issuerKey() {
        return issuerKeys.getPrivate();
    }

    /** The root as PEM. */
    public String anchorsPem() {
        return Pem.of(List.of(root));
    }

    /** The root, as those who trust it have it. */
    public TrustAnchors anchors() {
        return TrustAnchors.of(anchorsPem(), "the test authority");
    }

    /** Another authority's root, signed by ours: who trusts ours trusts it too, if shown this. */
    public X509Certificate vouchFor(TestAuthority other) {
        return authority(
                new X500Name(root.getSubjectX500Principal().getName()),
                new X500Name(other.root.getSubjectX500Principal().getName()),
                other.rootKeys.getPublic(),
                rootKeys.getPrivate());
    }

    /** A certificate for a day with Ed25519 keys. */
    public Svid issue(SpiffeId id) {
        return issue(id, KeyKind.ED25519, A_DAY);
    }

    /** A certificate that is valid so long, from the beginning of the authority on. */
    public Svid issue(SpiffeId id, KeyKind keys, Duration validity, String... hosts) {
        KeyPair pair = keys.generate();
        return new Svid(id, pair.getPrivate(), List.of(sign(id, pair.getPublic(), from.plus(validity), hosts), issuer));
    }

    /** A certificate for a key that somebody else has, valid from the beginning of the authority on. */
    public X509Certificate sign(SpiffeId id, PublicKey key, Instant notAfter, String... hosts) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString()));
        for (String host : hosts) {
            boolean address = host.matches("[0-9.]+");
            names.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        try {
            X509v3CertificateBuilder builder = builder(
                            new X500Name(issuer.getSubjectX500Principal().getName()), new X500Name(""), key, notAfter)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            true,
                            new GeneralNames(names.toArray(new GeneralName[0])));
            return signed(builder, issuerKeys.getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate authority(X500Name by, X500Name name, PublicKey key, PrivateKey signer) {
        try {
            X509v3CertificateBuilder builder = builder(by, name, key, from.plus(A_YEAR))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
            return signed(builder, signer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name by, X500Name name, PublicKey key, Instant notAfter) {
        BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM);
        return new JcaX509v3CertificateBuilder(by, serial, Date.from(from), Date.from(notAfter), name, key);
    }

    private X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey signer) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(kind.signature()).build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the test authority cannot sign: " + e.getMessage(), e);
        }
    }
}
