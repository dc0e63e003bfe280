package dev.inlay.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sentry has answered. The text form shows no token.
 *
 * @param trustAnchors the roots at that time, as PEM; empty if it did not say
 * @param jwt the token for its trust domain and all audiences; null if sentry gives none
 * @param audienceJwts a token for each audience asked for
 * @param jwtExpiry until when the token is valid; null if there is none
 */
public record IssuedIdentity(
        Svid svid,
        String trustAnchors,
        @Nullable String jwt,
        Map<String, String> audienceJwts,
        @Nullable Instant jwtExpiry) {

    private static final Duration SOONEST = Duration.ofSeconds(1);

    public IssuedIdentity {
        audienceJwts = Map.copyOf(audienceJwts);
    }

    /**
     * When to ask for the next one: at half of the validity of the certificate or the token, whichever ends first. A
     * certificate that begins long before it is issued may be past its half already; then half of what is left counts.
     */
    Instant renewAt(Instant issued) {
        Instant half = halfBetween(svid.notBefore(), svid.notAfter());
        if (!half.isAfter(issued)) {
            half = halfBetween(issued, svid.notAfter());
        }
        if (jwtExpiry != null && halfBetween(issued, jwtExpiry).isBefore(half)) {
            half = halfBetween(issued, jwtExpiry);
        }
        Instant soonest = issued.plus(SOONEST);
        return half.isBefore(soonest) ? soonest : half;
    }

    private static Instant halfBetween(Instant begin, Instant end) {
        return begin.plus(Duration.between(begin, end).dividedBy(2));
    }

    @Override
    public String toString() {
        return svid.toString();
    }
}
