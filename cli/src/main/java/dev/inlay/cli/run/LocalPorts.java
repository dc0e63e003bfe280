package dev.inlay.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * The TCP ports of this machine. A port found free can be taken by someone else a moment later; the check is there to
 * say early and clearly what would otherwise be found in an application's log.
 */
public final class LocalPorts {

    private final Set<Integer> handedOut = new HashSet<>();

    /** Whether an application could listen on the port, on all addresses and on loopback. */
    boolean isFree(int port) {
        return canListen(new InetSocketAddress(port))
                && canListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** A free port, another one each time. */
    public int next() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                if (handedOut.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("This machine has no free port.", e);
            }
        }
    }

    /** Keeps a port that was asked for by number from being handed out. */
    void reserve(int port) {
        handedOut.add(port);
    }

    private static boolean canListen(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
