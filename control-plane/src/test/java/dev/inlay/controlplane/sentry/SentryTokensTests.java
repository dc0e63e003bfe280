package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tokens sentry signs can be checked by whoever has read its published keys, and by nobody's private ones. */
class SentryTokensTests {

    private static final JwtKeys KEYS = new JwtKeys(JWSAlgorithm.RS256, "");
    // Once for all tests: to find an RSA key takes seconds.
    private static final StoredBundle BUNDLE = KEYS.complete(StoredBundle.empty());

    private static final JWTClaimsSet CLAIMS = new JWTClaimsSet.Builder()
            .subject("spiffe://cluster.local/ns/default/app")
            .expirationTime(new Date(4_000_000_000_000L))
            .build();

    private static RSAKey published(StoredBundle bundle) throws Exception {
        return JWKSet.parse(bundle.part(Part.JWKS).orElseThrow())
                .getKeys()
                .get(0)
                .toRSAKey();
    }

    @Test
    void aTokenIsVerifiedByThePublishedKeyThatItsHeaderNames() throws Exception {
        SignedJWT token = SignedJWT.parse(KEYS.signer(BUNDLE).sign(CLAIMS));

        RSAKey key = published(BUNDLE);
        assertThat(token.getHeader().getKeyID()).isEqualTo(key.getKeyID());
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(CLAIMS.getSubject());
        assertThat(token.getJWTClaimsSet().getJWTID()).matches("[0-9a-f]{32}");
    }

    @Test
    void twoTokensHaveDifferentIds() throws Exception {
        JwtSigner signer = KEYS.signer(BUNDLE);
        assertThat(SignedJWT.parse(signer.sign(CLAIMS)).getJWTClaimsSet().getJWTID())
                .isNotEqualTo(
                        SignedJWT.parse(signer.sign(CLAIMS)).getJWTClaimsSet().getJWTID());
    }

    @Test
    void whatIsPublishedHoldsNothingPrivateAndIsNamedByItsThumbprint() throws Exception {
        RSAKey key = published(BUNDLE);
        assertThat(key.isPrivate()).isFalse();
        assertThat(key.getKeyID())
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(key.computeThumbprint().decode()));
        assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
        assertThat(BUNDLE.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void keysThatAreThereStay() {
        assertThat(KEYS.complete(BUNDLE)).isSameAs(BUNDLE);
    }

    @Test
    void aKeyMayBeNamedByItsOwner() throws Exception {
        RSAKey named = new RSAKey.Builder(published(BUNDLE)).keyID("mine").build();
        RSAKey other = new RSAKey.Builder(published(BUNDLE)).keyID("other").build();
        StoredBundle two = BUNDLE.with(Part.JWKS, new JWKSet(List.of(other, named)).toString());

        String token = new JwtKeys(JWSAlgorithm.RS256, "mine").signer(two).sign(CLAIMS);
        assertThat(SignedJWT.parse(token).getHeader().getKeyID()).isEqualTo("mine");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JwtKeys(JWSAlgorithm.RS256, "third").signer(two))
                .withMessage("JWKS doesn't contain a key with user-provided key ID \"third\"");
        assertThatIllegalArgumentException().isThrownBy(() -> KEYS.signer(two)).withMessageContaining("--jwt-key-id");
    }

    @Test
    void keysThatCannotBeReadAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KEYS.signer(BUNDLE.with(Part.JWKS, "{}")))
                .withMessageContaining("JWKS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KEYS.signer(BUNDLE.with(Part.JWKS, "{\"keys\": []}")))
                .withMessage("JWKS doesn't contain any keys");
    }

    @Test
    void aKeyThatDoesNotFitTheAlgorithmIsRefused() {
        StoredBundle curve =
                BUNDLE.with(Part.JWT_KEY, Pem.of(KeyKind.ECDSA.generate().getPrivate()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KEYS.signer(curve))
                .withMessageContaining("RS256")
                .withMessageContaining("--jwt-signing-algorithm");
    }
}
