package dev.inlay.peer;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import reactor.netty.resources.LoopResources;

/**
 * Reactor Netty's event loops as gRPC wants them: calls then run on threads that Reactor knows as non-blocking, with no
 * hop between gRPC and the rest, and with the system's native transport where there is one.
 */
record PeerEventLoops(LoopResources loops) {

    EventLoopGroup acceptors() {
        return loops.onServerSelect(LoopResources.DEFAULT_NATIVE);
    }

    EventLoopGroup servers() {
        return loops.onServer(LoopResources.DEFAULT_NATIVE);
    }

    EventLoopGroup clients() {
        return loops.onClient(LoopResources.DEFAULT_NATIVE);
    }

    Class<? extends ServerChannel> serverChannel() {
        return loops.onChannelClass(ServerSocketChannel.class, acceptors());
    }

    /** Reactor Netty does not tell; in each native transport it stands beside the channel for ports. */
    Class<? extends ServerChannel> serverDomainSocketChannel() {
        String name = serverChannel().getName().replace("ServerSocket", "ServerDomainSocket");
        try {
            if (LoopResources.hasNativeSupport()) {
                return Class.forName(name, true, serverChannel().getClassLoader())
                        .asSubclass(ServerChannel.class);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(noDomainSockets(), e);
        }
        throw new IllegalStateException(noDomainSockets());
    }

    private static String noDomainSockets() {
        return "Unix domain sockets need Netty's native transport, which is missing here (expected: Linux or macOS, with"
                + " netty-transport-native-epoll or -kqueue on the class path); use a port instead";
    }

    Class<? extends SocketChannel> clientChannel() {
        return loops.onChannelClass(SocketChannel.class, clients());
    }
}
