package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Peers;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;

/** How instances prove to each other who they are. Asked for every new connection, so rotation needs nothing else. */
public interface PeerCredentials {

    /** What a connection to this application is made with. */
    ChannelCredentials toward(AppIdentity callee);

    /** What the internal port is opened with. */
    ServerCredentials ofServer();

    /** Plain text: Dapr's way where there is no control plane. */
    static PeerCredentials plaintext() {
        return Plaintext.INSTANCE;
    }

    /** Mutual TLS: both sides show certificates that lead to the trusted roots. */
    static PeerCredentials mutualTls(IdentityTls tls) {
        return new MutualTls(tls);
    }

    /** Certificates on both sides. Whoever the roots vouch for may call; who is called must be who is meant. */
    record MutualTls(IdentityTls tls) implements PeerCredentials {

        private static final String DEFAULT_NAMESPACE = "default";

        @Override
        public ChannelCredentials toward(AppIdentity callee) {
            String namespace = callee.namespace().isEmpty() ? DEFAULT_NAMESPACE : callee.namespace();
            return tls.client(Peers.app(namespace, callee.appId()));
        }

        @Override
        public ServerCredentials ofServer() {
            return tls.server(Peers.any());
        }
    }

    /** No proof at all. */
    enum Plaintext implements PeerCredentials {
        INSTANCE;

        @Override
        public ChannelCredentials toward(AppIdentity callee) {
            return InsecureChannelCredentials.create();
        }

        @Override
        public ServerCredentials ofServer() {
            return InsecureServerCredentials.create();
        }
    }
}
