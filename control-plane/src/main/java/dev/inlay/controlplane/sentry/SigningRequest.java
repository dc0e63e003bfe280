package dev.inlay.controlplane.sentry;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Set;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads certificate signing requests (PKCS #10): only the key counts, whoever has signed has it. */
final class SigningRequest {

    private static final Set<String> TYPES = Set.of("CERTIFICATE REQUEST", "CERTIFICATE");

    private SigningRequest() {}

    /** @throws IllegalArgumentException with Dapr's words if it is none */
    static PublicKey keyOf(String pem) {
        PemObject block;
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            block = reader.readPemObject();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("invalid certificate signing request", e);
        }
        if (block == null || !TYPES.contains(block.getType())) {
            throw new IllegalArgumentException("invalid certificate signing request");
        }
        JcaPKCS10CertificationRequest request;
        PublicKey key;
        try {
            request = new JcaPKCS10CertificationRequest(block.getContent());
            key = request.getPublicKey();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("failed to parse certificate signing request: " + e.getMessage(), e);
        }
        try {
            if (request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                return key;
            }
        } catch (OperatorCreationException | PKCSException | RuntimeException e) {
            throw new IllegalArgumentException("invalid signature", e);
        }
        throw new IllegalArgumentException("invalid signature");
    }
}
