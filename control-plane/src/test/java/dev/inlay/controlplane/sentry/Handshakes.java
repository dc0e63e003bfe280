package dev.inlay.controlplane.sentry;

import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Peers;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.time.TimeSource;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** TLS handshakes between two programs in one thread, without sockets. */
final class Handshakes {

    private static final int ROOM = 1 << 16;

    private Handshakes() {}

    static SSLEngine client(WorkloadIdentity identity, TimeSource time) {
        return new IdentityTls(identity, time).engine(true, Peers.any());
    }

    static SSLEngine server(WorkloadIdentity identity, TimeSource time) {
        return new IdentityTls(identity, time).engine(false, Peers.any());
    }

    /** Both sides prove who they are, or one says why it does not believe the other. */
    static void complete(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(ROOM);
        ByteBuffer toClient = ByteBuffer.allocate(ROOM);
        client.beginHandshake();
        server.beginHandshake();
        for (int rounds = 0; rounds < 50; rounds++) {
            send(client, toServer);
            receive(server, toServer);
            send(server, toClient);
            receive(client, toClient);
            if (isDone(client) && isDone(server)) {
                return;
            }
        }
        throw new SSLException("the handshake does not end");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void send(SSLEngine from, ByteBuffer out) throws SSLException {
        while (from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            var unused = from.wrap(ByteBuffer.allocate(0), out);
            runTasks(from);
        }
    }

    private static void receive(SSLEngine to, ByteBuffer in) throws SSLException {
        in.flip();
        ByteBuffer plain = ByteBuffer.allocate(ROOM);
        while (in.hasRemaining()) {
            var unused = to.unwrap(in, plain);
            runTasks(to);
            if (to.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
        }
        in.compact();
    }

    private static void runTasks(SSLEngine engine) {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        }
    }
}
