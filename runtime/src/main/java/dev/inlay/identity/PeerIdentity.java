package dev.inlay.identity;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a connection, as its certificate proves. Thread-safe. */
public final class PeerIdentity {

    /** The kind of a subject alternative name that is a URI (RFC 5280, section 4.2.1.6). */
    private static final int URI = 6;

    private PeerIdentity() {}

    /** The identity behind a call with these attributes; null if the connection is plain text or proves none. */
    public static @Nullable SpiffeId of(Attributes call) {
        SSLSession session = call.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return session == null ? null : of(session);
    }

    /** The identity at the other end of this session; null if it proves none. */
    public static @Nullable SpiffeId of(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? of(own) : null;
        } catch (SSLPeerUnverifiedException anonymous) {
            return null;
        }
    }

    /** The first identity among a certificate's names; null if there is none. */
    public static @Nullable SpiffeId of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (Integer.valueOf(URI).equals(name.get(0)) && name.get(1) instanceof String uri) {
                    SpiffeId identity = SpiffeId.parse(uri);
                    if (identity != null) {
                        return identity;
                    }
                }
            }
            return null;
        } catch (CertificateParsingException unreadable) {
            return null;
        }
    }
}
