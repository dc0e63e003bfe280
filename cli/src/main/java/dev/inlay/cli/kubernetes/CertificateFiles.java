package dev.inlay.cli.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Certificates and private keys as PEM, read and written. No message shows what a key holds. */
final class CertificateFiles {

    private static final int LINE = 64;

    private CertificateFiles() {}

    /** The text of a file. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ClusterException(file + " cannot be read (expected: a file in PEM form): " + e);
        }
    }

    /**
     * All certificates of a text, one at least.
     *
     * @param place where it is from, for messages
     */
    static List<X509Certificate> certificates(String pem, String place) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .forEach(certificate -> certificates.add((X509Certificate) certificate));
        } catch (CertificateException e) {
            throw new ClusterException(
                    place + " cannot be read (expected: certificates in PEM form): " + e.getMessage());
        }
        if (certificates.isEmpty()) {
            throw new ClusterException(place + " has no certificate (expected: one or more in PEM form)");
        }
        return certificates;
    }

    /** The private key of a text in a usual form, not encrypted. */
    static PrivateKey privateKey(String pem, String place) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PrivateKeyInfo info) {
                    return ofPkcs8(info);
                }
                if (block instanceof PEMKeyPair pair) {
                    return ofPkcs8(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new ClusterException(place + " cannot be read (expected: a private key in PEM form, RSA, ECDSA or"
                    + " Ed25519): it is cut off or no key");
        }
        throw new ClusterException(
                place + " has no private key that can be read (expected: one in PEM form, not encrypted)");
    }

    private static PrivateKey ofPkcs8(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
        String algorithm = kind.equals(X9ObjectIdentifiers.id_ecPublicKey)
                ? "EC"
                : kind.equals(PKCSObjectIdentifiers.rsaEncryption) ? "RSA" : "Ed25519";
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    /** These certificates as PEM, one after the other. */
    static String pem(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    /** This key as PEM, in the form PKCS #8. */
    static String pem(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static String block(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }

    /** Writes files that only their owner can read: all of them, or none that was not there before is left half-written. */
    static void write(Path folder, Map<String, String> contents) {
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> content : contents.entrySet()) {
                // What is made as temporary is for its owner alone from the first.
                Path draft = Files.createTempFile(folder, "." + content.getKey(), ".draft");
                written.put(draft, folder.resolve(content.getKey()));
                Files.writeString(draft, content.getValue());
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                Files.move(file.getKey(), file.getValue(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new ClusterException(
                    folder + " cannot be written to (expected: a folder, or a name for a new one): " + e);
        } finally {
            written.keySet().forEach(CertificateFiles::delete);
        }
    }

    private static void delete(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
