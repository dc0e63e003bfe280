package dev.inlay.invoke;

import dev.inlay.component.ManifestFields;
import dev.inlay.component.MetadataItem;
import dev.inlay.identity.Pem;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;

/**
 * What TLS connections to an endpoint are made with. TLS 1.2 at least; the server's name is checked.
 *
 * @param rootCa who signs the server's certificate, PEM; null for those whom the JVM trusts
 * @param certificate the client's own certificate, PEM; null for none
 * @param privateKey its key, PEM; null for none
 */
record EndpointTls(
        @Nullable String rootCa,
        @Nullable String certificate,
        @Nullable String privateKey) {

    static final EndpointTls DEFAULT = new EndpointTls(null, null, null);

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Notes a fault for each value in the manifest itself that is not what it should be. */
    static void check(List<MetadataItem> items, ManifestFields clientTls) {
        Map<String, String> literals = new HashMap<>();
        items.forEach(item -> {
            if (item instanceof MetadataItem.Value value) {
                literals.put(value.name(), value.value());
            }
        });
        EndpointTls tls = of(literals);
        if (!new EndpointTls(tls.rootCa, null, null).isReadable()) {
            clientTls.fault(HttpEndpointManifest.ROOT_CA, "cannot be read (expected: X.509 certificates, PEM)");
        }
        if (!new EndpointTls(null, tls.certificate, tls.privateKey).isReadable()) {
            clientTls.fault(
                    HttpEndpointManifest.CERTIFICATE,
                    "cannot be read with privateKey (expected: an X.509 certificate and its key, unencrypted, PEM)");
        }
    }

    private boolean isReadable() {
        try {
            configure(SslContextBuilder.forClient());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static EndpointTls of(Map<String, String> values) {
        return new EndpointTls(
                values.get(HttpEndpointManifest.ROOT_CA),
                values.get(HttpEndpointManifest.CERTIFICATE),
                values.get(HttpEndpointManifest.PRIVATE_KEY));
    }

    /**
     * The material under these names.
     *
     * @param place where a value stands, for messages
     * @throws IllegalArgumentException if a value is not what it should be; the message does not show it
     */
    static EndpointTls of(Map<String, String> values, UnaryOperator<String> place) {
        EndpointTls tls = of(values);
        if (!tls.isReadable()) {
            throw new IllegalArgumentException(place.apply(String.join(", ", values.keySet()))
                    + " cannot be read (expected: X.509 certificates and an unencrypted key, PEM)");
        }
        return tls;
    }

    /** The client with these settings for https. Reads the JVM's trust store: not for an event loop. */
    HttpClient apply(HttpClient client) {
        Http11SslContextSpec context = Http11SslContextSpec.forClient().configure(this::configure);
        return client.secure(tls -> tls.sslContext(context).handshakeTimeout(HttpEndpoints.CONNECT_LIMIT));
    }

    private void configure(SslContextBuilder context) {
        context.protocols(PROTOCOLS);
        if (rootCa != null) {
            context.trustManager(stream(rootCa));
        }
        if (certificate != null && privateKey != null) {
            context.keyManager(Pem.privateKey(privateKey), chain(certificate));
        }
    }

    private static X509Certificate[] chain(String pem) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(stream(pem)).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the certificate cannot be read", e);
        }
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
