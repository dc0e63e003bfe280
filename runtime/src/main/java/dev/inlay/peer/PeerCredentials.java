package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
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
