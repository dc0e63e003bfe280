package dev.inlay.component.middleware.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.inlay.component.middleware.Filtered;
import dev.inlay.middleware.HttpMiddleware;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Requests need a token of the issuer. Checks run on a thread that must not block, and BlockHound watches. */
class BearerMiddlewareTests {

    // Once for all tests: to find an RSA key takes seconds.
    private static final RSAKey KEY = rsa("k1");
    private static final RSAKey OTHER = rsa("other");

    private final Provider provider = new Provider();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final TimeSource time = TimeSource.of(clock);
    private final List<HttpMiddleware> made = new ArrayList<>();
    private final String issuer = provider.url("");

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey other(String id) {
        return new RSAKey.Builder(OTHER).keyID(id).build();
    }

    @AfterEach
    void close() {
        made.forEach(filter -> filter.close().block(Filtered.LIMIT));
        provider.close();
    }

    private HttpMiddleware filter(Map<String, String> more) {
        Map<String, String> metadata = new HashMap<>(Map.of("issuer", issuer, "audience", "orders"));
        metadata.putAll(more);
        HttpMiddleware filter = Filtered.component(new BearerMiddlewareFactory(), time, metadata);
        made.add(filter);
        return filter;
    }

    private Filtered filtered() {
        publish(KEY);
        clock.advanceTimeBy(Duration.ofDays(20_000));
        return Filtered.by(filter(Map.of()));
    }

    private void publish(JWK... keys) {
        provider.answer(
                "/.well-known/openid-configuration",
                200,
                "{\"issuer\": \"" + issuer + "\", \"jwks_uri\": \"" + provider.url("/keys") + "\"}");
        provider.answer("/keys", 200, new JWKSet(List.of(keys)).toString());
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(List.of("others", "orders"))
                .subject("ann")
                .expirationTime(Date.from(time.now().plusSeconds(60)));
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSHeader header, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey by) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build();
        return signed(claims, header, new RSASSASigner(by));
    }

    private static int status(Filtered filtered, String authorization) {
        Integer status = filtered.exchange(Filtered.get("a", "Authorization", authorization))
                .map(answer -> answer.status())
                .subscribeOn(Schedulers.parallel())
                .block(Filtered.LIMIT);
        assertThat(status).isNotNull();
        return status;
    }

    @Test
    void aTokenOfTheIssuerForThisAudiencePasses() throws JOSEException {
        Filtered filtered = filtered();
        assertThat(status(filtered, "Bearer " + signed(claims(), KEY))).isEqualTo(200);
        assertThat(status(filtered, "bEARER  " + signed(claims(), KEY))).isEqualTo(200);
        assertThat(filtered.passed).hasSize(2);
    }

    @Test
    void anotherIssuerAudienceOrTimeDoesNot() throws JOSEException {
        Filtered filtered = filtered();
        Date past = Date.from(time.now().minus(Duration.ofMinutes(6)));
        Date future = Date.from(time.now().plus(Duration.ofMinutes(6)));
        assertThat(status(filtered, "Bearer " + signed(claims().issuer("https://other"), KEY)))
                .isEqualTo(401);
        assertThat(status(filtered, "Bearer " + signed(claims().issuer(null), KEY)))
                .isEqualTo(401);
        assertThat(status(filtered, "Bearer " + signed(claims().audience("others"), KEY)))
                .isEqualTo(401);
        assertThat(status(filtered, "Bearer " + signed(claims().audience((String) null), KEY)))
                .isEqualTo(401);
        assertThat(status(filtered, "Bearer " + signed(claims().expirationTime(past), KEY)))
                .isEqualTo(401);
        assertThat(status(filtered, "Bearer " + signed(claims().notBeforeTime(future), KEY)))
                .isEqualTo(401);
        assertThat(filtered.passed).isEmpty();
    }

    @Test
    void clocksMayDifferByFiveMinutes() throws JOSEException {
        Filtered filtered = filtered();
        Date past = Date.from(time.now().minus(Duration.ofMinutes(4)));
        assertThat(status(filtered, "Bearer " + signed(claims().expirationTime(past), KEY)))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "Bear"})
    void whatIsNoTokenIsRefused(String authorization) {
        Filtered filtered = filtered();
        assertThat(status(filtered, authorization)).isEqualTo(401);
        var without = filtered.answer(Filtered.get("a"));
        assertThat(without.status()).isEqualTo(401);
        assertThat(Filtered.text(without)).isEqualTo("Unauthorized");
    }

    @Test
    void forgedTokensAreRefused() throws JOSEException {
        Filtered filtered = filtered();
        RSAKey sameNameOtherKey = other("k1");
        assertThat(status(filtered, "Bearer " + signed(claims(), sameNameOtherKey)))
                .isEqualTo(401);
        assertThat(status(filtered, "Bearer " + new PlainJWT(claims().build()).serialize()))
                .as("algorithm none")
                .isEqualTo(401);
        JWSHeader symmetric =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build();
        byte[] publicKey = KEY.toRSAPublicKey().getEncoded();
        assertThat(status(filtered, "Bearer " + signed(claims(), symmetric, new MACSigner(publicKey))))
                .as("the public key as a shared secret")
                .isEqualTo(401);
    }

    @Test
    void accessTokensByTheirOwnTypeAndEllipticCurvesPass() throws JOSEException {
        ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        publish(KEY, curve);
        Filtered filtered = Filtered.by(filter(Map.of("jwksURL", provider.url("/keys"))));
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("ec")
                .type(new JOSEObjectType("at+jwt"))
                .build();
        assertThat(status(filtered, "Bearer " + signed(claims(), header, new ECDSASigner(curve))))
                .isEqualTo(200);
        assertThat(provider.asked.stream().map(Provider.Asked::path)).containsExactly("/keys");
    }

    @Test
    void aNewKeyIsFetchedButNotForEveryUnknownName() throws JOSEException {
        Filtered filtered = filtered();
        RSAKey next = other("k2");
        publish(KEY, next);
        assertThat(status(filtered, "Bearer " + signed(claims(), next)))
                .as("too soon")
                .isEqualTo(401);
        clock.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(status(filtered, "Bearer " + signed(claims(), next))).isEqualTo(200);
        provider.asked.clear();
        for (int i = 0; i < 5; i++) {
            assertThat(status(filtered, "Bearer " + signed(claims(), other("k3"))))
                    .isEqualTo(401);
        }
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void aProviderThatIsAwayForAWhileDoesNotShutAnyoneOut() throws JOSEException {
        Filtered filtered = filtered();
        provider.answer("/keys", 503, "");
        clock.advanceTimeBy(Duration.ofHours(5));
        assertThat(status(filtered, "Bearer " + signed(claims(), KEY))).isEqualTo(200);
        RSAKey next = other("k2");
        assertThat(status(filtered, "Bearer " + signed(claims(), next)))
                .as("a key that cannot be had")
                .isEqualTo(500);
    }

    @Test
    void aProviderThatIsSomeoneElseOrHasNoKeysIsNamedAtTheStart() {
        assertThatThrownBy(() -> filter(Map.of()).init().block(Filtered.LIMIT))
                .hasMessageContaining(provider.url("/.well-known/openid-configuration"));
        publish(KEY);
        assertThatThrownBy(() -> filter(Map.of("issuerURL", "x", "issuer", issuer + "/"))
                        .init()
                        .block(Filtered.LIMIT))
                .hasMessageContainingAll("'" + issuer + "'", "'" + issuer + "/'");
        provider.answer("/keys", 200, "no keys");
        assertThatThrownBy(() -> filter(Map.of()).init().block(Filtered.LIMIT)).hasMessageContaining("cannot be read");
    }
}
