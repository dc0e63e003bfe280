package dev.inlay.controlplane.sentry;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of tokens: made if there are none (RSA, 2048 bits), else read.
 *
 * @param algorithm how tokens are signed
 * @param keyId the id that tokens name; empty for the thumbprint of the key
 */
record JwtKeys(JWSAlgorithm algorithm, String keyId) {

    private static final Logger LOG = LoggerFactory.getLogger(SentryScopes.CA);

    /** With keys, if there are none. */
    StoredBundle complete(StoredBundle bundle) {
        if (bundle.part(Part.JWT_KEY).isPresent() && bundle.part(Part.JWKS).isPresent()) {
            return bundle;
        }
        LOG.info("Generating JWT signing key and persisting to store");
        KeyPair keys = KeyKind.RSA.generate();
        if (!(keys.getPublic() instanceof RSAPublicKey open)) {
            throw new IllegalStateException("this JVM makes RSA keys that are none");
        }
        RSAKey plain = new RSAKey.Builder(open).build();
        String id = keyId.isEmpty() ? thumbprint(plain) : keyId;
        RSAKey published = new RSAKey.Builder(open)
                .keyID(id)
                .algorithm(algorithm)
                .keyUse(KeyUse.SIGNATURE)
                .build();
        return bundle.with(Part.JWT_KEY, Pem.of(keys.getPrivate())).with(Part.JWKS, new JWKSet(published).toString());
    }

    /** @throws IllegalArgumentException if the keys do not fit together */
    JwtSigner signer(StoredBundle bundle) {
        try {
            JWKSet published = JWKSet.parse(bundle.part(Part.JWKS).orElse(""));
            if (published.getKeys().isEmpty()) {
                throw new IllegalArgumentException("JWKS doesn't contain any keys");
            }
            JWK key = chosen(published);
            return new JwtSigner(
                    Pem.privateKey(bundle.part(Part.JWT_KEY).orElse("")), algorithm, String.valueOf(key.getKeyID()));
        } catch (ParseException e) {
            throw new IllegalArgumentException("failed to parse JWKS: " + e.getMessage(), e);
        }
    }

    private JWK chosen(JWKSet published) {
        if (!keyId.isEmpty()) {
            JWK named = published.getKeyByKeyId(keyId);
            if (named == null) {
                throw new IllegalArgumentException(
                        "JWKS doesn't contain a key with user-provided key ID \"" + keyId + "\"");
            }
            return named;
        }
        if (published.getKeys().size() == 1) {
            return published.getKeys().get(0);
        }
        return published.getKeys().stream()
                .filter(key -> thumbprint(key).equals(key.getKeyID()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "JWKS doesn't contain a key with matching key ID (expected: --jwt-key-id, if ids are not"
                                + " thumbprints)"));
    }

    private static String thumbprint(JWK key) {
        try {
            return Base64.getEncoder().encodeToString(key.computeThumbprint().decode());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a key of the JWKS has no thumbprint: " + e.getMessage(), e);
        }
    }
}
