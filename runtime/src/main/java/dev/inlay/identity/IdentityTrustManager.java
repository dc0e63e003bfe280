package dev.inlay.identity;

import dev.inlay.time.TimeSource;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whom the roots that are trusted at that moment vouch for, if its identity is among those wanted. Names of hosts
 * are not looked at: the identity stands in their place.
 */
final class IdentityTrustManager extends X509ExtendedTrustManager {

    private final Supplier<TrustAnchors> anchors;
    private final Predicate<? super SpiffeId> wanted;
    private final TimeSource time;

    IdentityTrustManager(Supplier<TrustAnchors> anchors, Predicate<? super SpiffeId> wanted, TimeSource time) {
        this.anchors = anchors;
        this.wanted = wanted;
        this.time = time;
    }

    private void check(X509Certificate @Nullable [] chain) throws CertificateException {
        List<X509Certificate> shown = chain == null ? List.of() : List.of(chain);
        TrustPath.checkProgram(shown, anchors.get().certificates(), time.now());
        SpiffeId id = PeerIdentity.of(shown.get(0));
        if (id == null) {
            throw new CertificateException(
                    "the certificate names nobody (expected: one with a name spiffe://<trust domain>/ns/<namespace>/<app id>)");
        }
        if (!wanted.test(id)) {
            throw new CertificateException(
                    "'" + id + "' is not whom this connection is for (expected: " + wanted + ")");
        }
    }

    @Override
    public void checkClientTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(
            X509Certificate @Nullable [] chain, @Nullable String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate @Nullable [] chain, @Nullable String authType)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, @Nullable String authType)
            throws CertificateException {
        check(chain);
    }

    /** None are named to clients: the certificate they have is the one they show. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
