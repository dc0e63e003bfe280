package dev.inlay.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A stranger's attempts at TLS. */
final class Tls {

    private static final int LIMIT = 10_000;

    private Tls() {}

    /** Whether a port speaks TLS and lets nobody in who shows no certificate. */
    static boolean refusesAnonymous(String host, int port) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), LIMIT);
            plain.setSoTimeout(LIMIT);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anything()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            socket.startHandshake();
            return refusesAfterHandshake(socket);
        } catch (SSLException refused) {
            return String.valueOf(refused.getMessage()).contains("certificate");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(host + ":" + port + " cannot be asked", e);
        }
    }

    /** With TLS 1.3 a server refuses when the client already believes the handshake to be over. */
    private static boolean refusesAfterHandshake(SSLSocket socket) throws SSLException {
        try {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() < 0;
        } catch (SSLException refused) {
            throw refused;
        } catch (SocketTimeoutException letIn) {
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    private static final class Anything implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Whoever it is.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // The server's identity is not in question here.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
