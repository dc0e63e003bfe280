package dev.inlay.controlplane.program;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server that another trust manager trusts and whose certificate is made out to a certain name, whatever the
 * address is by which it is reached: {@code tls-server-name} of a kubeconfig.
 */
final class ServerNameTrust extends X509ExtendedTrustManager {

    /** The kind of a subject alternative name that is a DNS name (RFC 5280, section 4.2.1.6). */
    private static final int DNS = 2;

    private final X509TrustManager chains;
    private final String name;

    ServerNameTrust(X509TrustManager chains, String name) {
        this.chains = chains;
        this.name = name;
    }

    private void check(X509Certificate[] chain, @Nullable String authType) throws CertificateException {
        chains.checkServerTrusted(chain, authType);
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        for (List<?> each : names == null ? List.<List<?>>of() : names) {
            if (Integer.valueOf(DNS).equals(each.get(0)) && each.get(1) instanceof String dns && fits(dns)) {
                return;
            }
        }
        throw new CertificateException(
                "the certificate of the server is not made out to " + name + " (expected: tls-server-name)");
    }

    private boolean fits(String dns) {
        return dns.equalsIgnoreCase(name)
                || dns.startsWith("*.")
                        && name.indexOf('.') > 0
                        && dns.substring(1).equalsIgnoreCase(name.substring(name.indexOf('.')));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, @Nullable String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, @Nullable String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, @Nullable String authType) throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, @Nullable String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, @Nullable String authType, @Nullable Socket socket)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, @Nullable String authType) throws CertificateException {
        chains.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
