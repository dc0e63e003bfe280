package dev.inlay.identity;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/**
 * Certificates and private keys as PEM text (RFC 7468), read and written. Text around the blocks is passed over. No error
 * shows what a block of a key holds.
 */
public final class Pem {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final int LINE = 64;

    private Pem() {}

    /**
     * All certificates of a text, in their order; none if there is none.
     *
     * @throws IllegalArgumentException if one cannot be read; the message says which and why
     */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof X509CertificateHolder holder) {
                    certificates.add(converter.getCertificate(holder));
                }
            }
            return certificates;
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "certificate " + (certificates.size() + 1) + " of the PEM text cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The first private key of a text: PKCS #8 of any kind that the JVM knows, or the older forms of RSA (PKCS #1) and
     * elliptic curves (SEC 1). It may not be encrypted.
     *
     * @throws IllegalArgumentException if there is none that can be read; the message does not show it
     */
    public static PrivateKey privateKey(String pem) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PrivateKeyInfo info) {
                    return ofPkcs8(info.getEncoded());
                }
                if (block instanceof PEMKeyPair pair) {
                    return ofPkcs8(pair.getPrivateKeyInfo().getEncoded());
                }
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof IllegalArgumentException said && said.getCause() == null) {
                throw said;
            }
            throw new IllegalArgumentException("the private key cannot be read: it is cut off or no key", e);
        }
        throw new IllegalArgumentException("there is no private key in PEM form, or it is encrypted");
    }

    private static PrivateKey ofPkcs8(byte[] bytes) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
                // It is a key of another kind, or none.
            }
        }
        throw new IllegalArgumentException("the private key is of no kind that is known here");
    }

    /** These certificates as PEM, one after the other. */
    public static String of(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalArgumentException("a certificate has no encoded form: " + e.getMessage(), e);
            }
        }
        return text.toString();
    }

    /** This key as PEM, in the form PKCS #8. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** Any content as a block of PEM. */
    public static String block(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }
}
