package dev.inlay.component.middleware.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a token is one of an issuer for an audience, and good now. Only signatures with the issuer's private key count.
 * Clocks may differ by five minutes, as with Dapr.
 */
final class TokenVerifier {

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final Set<JWSAlgorithm> ALGORITHMS = algorithms();

    private final DefaultJWTClaimsVerifier<SecurityContext> claims;

    TokenVerifier(String issuer, String audience, TimeSource time) {
        JWTClaimsSet expected = new JWTClaimsSet.Builder().issuer(issuer).build();
        this.claims = new DefaultJWTClaimsVerifier<>(audience, expected, Set.of()) {
            @Override
            protected Date currentTime() {
                return Date.from(time.now());
            }
        };
        claims.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
    }

    private static Set<JWSAlgorithm> algorithms() {
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.addAll(JWSAlgorithm.Family.EC);
        return Set.copyOf(algorithms);
    }

    boolean accepts(SignedJWT token, JWKSet keys) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(claims);
        try {
            processor.process(token, null);
            return true;
        } catch (BadJOSEException | JOSEException e) {
            return false;
        }
    }
}
