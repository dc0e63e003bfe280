package dev.inlay.identity;

import dev.inlay.time.TimeSource;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.NettySslContextServerCredentials;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * TLS between programs that prove who they are by SPIFFE identities. Each handshake asks the identity anew which
 * certificate is in force and which roots are trusted, so what is made here lasts as long as the program. TLS 1.3 or, as
 * Dapr demands at least, 1.2.
 *
 * <p>Thread-safe. Makes nothing that blocks, but its first use loads much of the JDK's cryptography.
 */
public final class IdentityTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** A resumed session checks no certificate, so it must not outlive the trust in one for long. */
    private static final Duration RESUMABLE = Duration.ofMinutes(5);

    private final WorkloadIdentity identity;
    private final TimeSource time;

    /** TLS of the program with this identity. */
    public IdentityTls(WorkloadIdentity identity, TimeSource time) {
        this.identity = identity;
        this.time = time;
    }

    /**
     * What connections are made with. Shows our certificate if it is asked for.
     *
     * @param server whom the other side must prove to be; see {@link Peers}
     */
    public ChannelCredentials client(Predicate<? super SpiffeId> server) {
        return client(SslContextBuilder.forClient()
                .keyManager(new IdentityKeyManager(identity::current))
                .trustManager(new IdentityTrustManager(identity::anchors, server, time)));
    }

    /**
     * What connections are made with by who has no certificate yet.
     *
     * @param server whom the other side must prove to be; see {@link Peers}
     */
    public static ChannelCredentials anonymousClient(
            TrustAnchors anchors, Predicate<? super SpiffeId> server, TimeSource time) {
        return client(
                SslContextBuilder.forClient().trustManager(new IdentityTrustManager(() -> anchors, server, time)));
    }

    /**
     * What a gRPC port is opened with. Clients must show a certificate.
     *
     * @param client who may connect; see {@link Peers}
     */
    public ServerCredentials server(Predicate<? super SpiffeId> client) {
        SslContextBuilder builder = SslContextBuilder.forServer(new IdentityKeyManager(identity::current))
                .trustManager(new IdentityTrustManager(identity::anchors, client, time))
                .clientAuth(ClientAuth.REQUIRE);
        return NettySslContextServerCredentials.create(build(GrpcSslContexts.configure(builder, SslProvider.JDK)));
    }

    /** What a gRPC port is opened with that asks clients for no certificate, as sentry's. */
    public ServerCredentials openServer() {
        SslContextBuilder builder = SslContextBuilder.forServer(new IdentityKeyManager(identity::current));
        return NettySslContextServerCredentials.create(build(GrpcSslContexts.configure(builder, SslProvider.JDK)));
    }

    /** For an HTTPS server (HTTP/1.1) that asks clients for no certificate, as webhooks. */
    public SslContext httpsServer() {
        return build(SslContextBuilder.forServer(new IdentityKeyManager(identity::current))
                .sslProvider(SslProvider.JDK));
    }

    /**
     * One end of a connection without gRPC, for other transports. Both ends show certificates.
     *
     * @param client whether it is the one that connects
     * @param peer who the other end must prove to be; see {@link Peers}
     */
    public SSLEngine engine(boolean client, Predicate<? super SpiffeId> peer) {
        KeyManager own = new IdentityKeyManager(identity::current);
        TrustManager trust = new IdentityTrustManager(identity::anchors, peer, time);
        SslContextBuilder builder = client
                ? SslContextBuilder.forClient().keyManager(own)
                : SslContextBuilder.forServer(own).clientAuth(ClientAuth.REQUIRE);
        return build(builder.sslProvider(SslProvider.JDK).trustManager(trust))
                .newEngine(UnpooledByteBufAllocator.DEFAULT);
    }

    private static ChannelCredentials client(SslContextBuilder builder) {
        return NettySslContextChannelCredentials.create(build(GrpcSslContexts.configure(builder, SslProvider.JDK)));
    }

    private static SslContext build(SslContextBuilder builder) {
        try {
            SslContext context = builder.protocols(PROTOCOLS).build();
            context.sessionContext().setSessionTimeout((int) RESUMABLE.toSeconds());
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException(
                    "this JVM cannot do TLS: " + e.getMessage() + " (expected: TLS 1.2 or 1.3)", e);
        }
    }
}
