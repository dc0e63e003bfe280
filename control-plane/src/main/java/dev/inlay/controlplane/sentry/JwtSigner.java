package dev.inlay.controlplane.sentry;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;

/** Signs JSON web tokens. Thread-safe; the text form shows no key. */
final class JwtSigner {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;

    private final JWSHeader header;
    private final JWSSigner signer;

    /** @throws IllegalArgumentException if the key does not fit the algorithm */
    JwtSigner(PrivateKey key, JWSAlgorithm algorithm, String keyId) {
        this.header = new JWSHeader.Builder(algorithm)
                .keyID(keyId)
                .type(JOSEObjectType.JWT)
                .build();
        try {
            this.signer = key instanceof ECPrivateKey curve ? new ECDSASigner(curve) : new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the JWT signing key cannot be used: " + e.getMessage(), e);
        }
        if (!signer.supportedJWSAlgorithms().contains(algorithm)) {
            throw new IllegalArgumentException("the JWT signing key does not fit the algorithm " + algorithm
                    + " (expected: --jwt-signing-algorithm with one of " + signer.supportedJWSAlgorithms() + ")");
        }
    }

    /** The algorithm, as it stands in headers. */
    String algorithm() {
        return header.getAlgorithm().getName();
    }

    /** A token with these claims and an id of its own. */
    String sign(JWTClaimsSet claims) {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        SignedJWT token = new SignedJWT(
                header,
                new JWTClaimsSet.Builder(claims)
                        .jwtID(HexFormat.of().formatHex(id))
                        .build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("failed to generate JWT: " + e.getMessage(), e);
        }
        return token.serialize();
    }
}
