package dev.inlay.testkit.redis;

import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.testkit.identity.TestAuthority;
import dev.inlay.time.TimeSource;
import java.time.Duration;

/**
 * A certificate for 127.0.0.1 and who has signed it, made anew.
 *
 * @param certificate PEM text: the certificate, then its issuer
 * @param key PEM text, PKCS#8
 * @param authority PEM text: the root that is to be trusted
 */
public record TestCertificate(String certificate, String key, String authority) {

    /** Makes one that is valid for a day. */
    public static TestCertificate create() {
        TestAuthority authority = TestAuthority.create(
                "redis", KeyKind.ECDSA, TimeSource.system().now().minusSeconds(60));
        Svid svid = authority.issue(
                new SpiffeId("redis", "default", "redis"), KeyKind.ECDSA, Duration.ofDays(1), "127.0.0.1");
        return new TestCertificate(Pem.of(svid.chain()), Pem.of(svid.key()), authority.anchorsPem());
    }
}
