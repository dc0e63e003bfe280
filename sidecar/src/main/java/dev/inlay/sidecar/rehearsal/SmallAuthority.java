package dev.inlay.sidecar.rehearsal;

import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import reactor.core.publisher.Flux;

/** A root that certifies whoever is named, for as long as a rehearsal takes. */
final class SmallAuthority {

    private static final X500Name ROOT = new X500Name("O=rehearsal");
    private static final Duration VALIDITY = Duration.ofHours(1);

    private final KeyPair keys = KeyKind.ED25519.generate();
    private final TimeSource time;
    private final X509Certificate root;

    SmallAuthority(TimeSource time) {
        this.time = time;
        this.root = certificate(keys.getPublic(), new X500Name("O=rehearsal"), builder -> builder.addExtension(
                        Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)));
    }

    /** What is added to a certificate. */
    private interface Content {
        X509v3CertificateBuilder addTo(X509v3CertificateBuilder builder) throws IOException;
    }

    String anchors() {
        return Pem.of(List.of(root));
    }

    /** The certificate of a key. */
    X509Certificate certify(SpiffeId id, PublicKey key) {
        return certificate(key, new X500Name(""), builder -> builder.addExtension(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                        Extension.subjectAlternativeName,
                        true,
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString()))));
    }

    /** A program with a certificate that is never renewed. */
    WorkloadIdentity program(SpiffeId id) {
        KeyPair own = KeyKind.ED25519.generate();
        Svid svid = new Svid(id, own.getPrivate(), List.of(certify(id, own.getPublic())));
        TrustAnchors anchors = TrustAnchors.of(anchors(), "the rehearsal");
        return new WorkloadIdentity() {
            @Override
            public Svid current() {
                return svid;
            }

            @Override
            public TrustAnchors anchors() {
                return anchors;
            }

            @Override
            public Flux<Svid> renewals() {
                return Flux.never();
            }
        };
    }

    private X509Certificate certificate(PublicKey key, X500Name name, Content content) {
        Date from = Date.from(time.now().minus(VALIDITY));
        Date until = Date.from(time.now().plus(VALIDITY));
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(ROOT, BigInteger.valueOf(time.nanoTime()).abs(), from, until, name, key);
            return new JcaX509CertificateConverter()
                    .getCertificate(content.addTo(builder)
                            .build(new JcaContentSignerBuilder(KeyKind.ED25519.signature()).build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the rehearsal cannot make certificates: " + e.getMessage(), e);
        }
    }
}
