package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.sentry.Validator.RefusedException;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwksValidatorTests {

    private static final SpiffeId SENTRY = new SpiffeId("cluster.local", "dapr-system", "dapr-sentry");
    private static final String SHOP = "spiffe://public/ns/default/shop";

    private final TimeSource time = TimeSource.system();
    private final ECKey key = key("first");

    @TempDir
    Path folder;

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jwks(ECKey... keys) {
        return new JWKSet(List.<JWK>of(keys)).toPublicJWKSet().toString();
    }

    private static String token(ECKey by, String audience, String subject, Instant expiry) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(by.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .audience(audience)
                            .subject(subject)
                            .expirationTime(Date.from(expiry))
                            .build());
            token.sign(new ECDSASigner(by));
            return token.serialize();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String asked(String source, String token) throws RefusedException {
        return new JwksValidator(Map.of("source", source), SENTRY, time)
                .trustDomain(SignCertificateRequest.newBuilder()
                        .setId("shop")
                        .setNamespace("default")
                        .setToken(token)
                        .setCertificateSigningRequest(ByteString.copyFromUtf8("any"))
                        .build());
    }

    private Instant soon() {
        return time.now().plusSeconds(60);
    }

    @Test
    void aTokenForSentryThatNamesTheProgramIsBelievedWhereverTheKeysAre() throws Exception {
        String good = token(key, SENTRY.toString(), SHOP, soon());
        Path file = Files.writeString(folder.resolve("jwks.json"), jwks(key));

        assertThat(asked(jwks(key), good)).isEqualTo("public");
        assertThat(asked(Base64.getEncoder().encodeToString(jwks(key).getBytes(StandardCharsets.UTF_8)), good))
                .isEqualTo("public");
        assertThat(asked(file.toString(), good)).isEqualTo("public");
    }

    @Test
    void aFileIsReadAnewWhenKeysAreReplaced() throws Exception {
        ECKey second = key("second");
        Path file = Files.writeString(folder.resolve("jwks.json"), jwks(key));
        String later = token(second, SENTRY.toString(), SHOP, soon());
        assertThatThrownBy(() -> asked(file.toString(), later)).isInstanceOf(RefusedException.class);

        Files.writeString(file, jwks(key, second));

        assertThat(asked(file.toString(), later)).isEqualTo("public");
    }

    @Test
    void othersAreRefused() {
        refused(token(key("first"), SENTRY.toString(), SHOP, soon()), "no key of the JWKS has signed the token");
        refused(token(key, "somebody else", SHOP, soon()), "\"aud\" not satisfied");
        refused(
                token(key, SENTRY.toString(), "spiffe://public/ns/default/stock", soon()),
                "\"sub\" not satisfied: values do not match");
        refused(
                token(key, SENTRY.toString(), SHOP, time.now().minusSeconds(301)),
                "\"exp\" not satisfied: token is expired");
        refused("", "the request does not contain a token");
    }

    private void refused(String token, String reason) {
        assertThatThrownBy(() -> asked(jwks(key), token))
                .isInstanceOf(RefusedException.class)
                .hasMessage("token validation failed: " + reason);
    }

    @Test
    void clocksMayBeFiveMinutesApart() throws Exception {
        String justExpired = token(key, SENTRY.toString(), SHOP, time.now().minusSeconds(200));

        assertThat(asked(jwks(key), justExpired)).isEqualTo("public");
    }

    @Test
    void keysThatAreNowhereEndTheStart() {
        assertThatThrownBy(() -> asked("", "any"))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "failed to create validator jwks: the option source is missing (expected: a URL, a file or the"
                                + " keys themselves)");
    }
}
