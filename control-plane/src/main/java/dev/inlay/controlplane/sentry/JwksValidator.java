package dev.inlay.controlplane.sentry;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * Believes tokens that keys of a set have signed: such a token is for sentry ({@code aud}) and names the program ({@code
 * sub}) by the identity it asks for.
 */
final class JwksValidator implements Validator {

    private static final Duration SKEW = Duration.ofMinutes(5);

    private final JwksSource source;
    private final SpiffeId sentry;
    private final TimeSource time;

    /**
     * @param options {@code source} and what else {@link JwksSource} takes
     * @throws StartFailure if they cannot be used
     */
    JwksValidator(Map<String, String> options, SpiffeId sentry, TimeSource time) {
        this.source = JwksSource.of(options, time);
        this.sentry = sentry;
        this.time = time;
    }

    @Override
    public String trustDomain(SignCertificateRequest request) throws RefusedException {
        CommonChecks.check(request);
        String trustDomain = CommonChecks.wanted(request);
        SpiffeId id = new SpiffeId(trustDomain, request.getNamespace(), request.getId());
        if (request.getToken().isEmpty()) {
            throw new RefusedException("token validation failed: the request does not contain a token");
        }
        try {
            SignedJWT token = SignedJWT.parse(request.getToken());
            if (!isSigned(token)) {
                throw refused("no key of the JWKS has signed the token");
            }
            check(token.getJWTClaimsSet(), id);
        } catch (ParseException e) {
            throw refused("the token cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw refused("the JWKS cannot be read: " + e.getMessage());
        }
        return trustDomain;
    }

    private boolean isSigned(SignedJWT token) throws IOException, ParseException {
        JWKSet keys = source.keys(token.getHeader().getKeyID());
        String keyId = token.getHeader().getKeyID();
        List<JWK> candidates = keys.getKeys().stream()
                .filter(key -> keyId == null || key.getKeyID() == null || keyId.equals(key.getKeyID()))
                .toList();
        for (JWK key : candidates) {
            try {
                if (key instanceof AsymmetricJWK pair
                        && token.verify(new DefaultJWSVerifierFactory()
                                .createJWSVerifier(token.getHeader(), pair.toPublicKey()))) {
                    return true;
                }
            } catch (JOSEException e) {
                // The key is of another kind than the signature.
            }
        }
        return false;
    }

    private void check(JWTClaimsSet claims, SpiffeId id) throws RefusedException {
        Instant now = time.now();
        if (!claims.getAudience().contains(sentry.toString())) {
            throw refused("\"aud\" not satisfied");
        }
        if (!id.toString().equals(claims.getSubject())) {
            throw refused("\"sub\" not satisfied: values do not match");
        }
        Date end = claims.getExpirationTime();
        if (end != null && now.isAfter(end.toInstant().plus(SKEW))) {
            throw refused("\"exp\" not satisfied: token is expired");
        }
        Date begin = claims.getNotBeforeTime();
        if (begin != null && now.isBefore(begin.toInstant().minus(SKEW))) {
            throw refused("\"nbf\" not satisfied");
        }
        Date issued = claims.getIssueTime();
        if (issued != null && now.isBefore(issued.toInstant().minus(SKEW))) {
            throw refused("\"iat\" not satisfied");
        }
    }

    private static RefusedException refused(String reason) {
        return new RefusedException("token validation failed: " + reason);
    }
}
