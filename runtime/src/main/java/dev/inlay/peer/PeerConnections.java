package dev.inlay.peer;

import dev.inlay.app.MadeCallTracing;
import dev.inlay.component.AppIdentity;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.ConnectivityState;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One connection for each application at each address, opened when first needed and closed when idle. Thread-safe. */
final class PeerConnections {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMinutes(3);

    private final PeerEventLoops loops;
    private final PeerCredentials credentials;
    private final int maxMessageSize;
    private final GrpcCalls calls;
    private final TimeSource time;
    private final Map<Place, Connection> connections = new ConcurrentHashMap<>();

    /** An address may go over to another application, whose proof is another one. */
    private record Place(PeerAddress address, AppIdentity callee) {}

    PeerConnections(
            PeerEventLoops loops, PeerCredentials credentials, int maxMessageSize, GrpcCalls calls, TimeSource time) {
        this.calls = calls;
        this.loops = loops;
        this.credentials = credentials;
        this.maxMessageSize = maxMessageSize;
        this.time = time;
    }

    /**
     * Has gRPC look for its extensions, which it else does with the first connection: that reads files, and connections
     * are made on event loops. Blocks.
     */
    static void loadGrpcExtensions() {
        NameResolverRegistry.getDefaultRegistry();
        LoadBalancerRegistry.getDefaultRegistry();
    }

    /** The connection to an address; it need not stand yet. */
    ManagedChannel to(PeerAddress address, AppIdentity callee) {
        Place place = new Place(address, callee);
        Connection connection = connections.get(place);
        if (connection == null) {
            closeUnused();
            connection = connections.computeIfAbsent(place, this::open);
        }
        connection.lastUsed = time.nanoTime();
        return connection.channel;
    }

    /** Forgets a connection that failed; calls under way on it may finish. */
    void drop(PeerAddress address, AppIdentity callee) {
        Connection connection = connections.remove(new Place(address, callee));
        if (connection != null) {
            connection.channel.shutdown();
        }
    }

    void closeAll() {
        connections.keySet().forEach(place -> {
            Connection connection = connections.remove(place);
            if (connection != null) {
                connection.channel.shutdownNow();
            }
        });
    }

    /** gRPC closes an idle socket by itself; this forgets the channels of addresses that nobody calls any more. */
    private void closeUnused() {
        connections.forEach((place, connection) -> {
            boolean unused = time.since(connection.lastUsed).compareTo(IDLE) > 0;
            if (unused && connection.channel.getState(false) == ConnectivityState.IDLE) {
                connections.remove(place, connection);
                connection.channel.shutdown();
            }
        });
    }

    private Connection open(Place place) {
        PeerAddress address = place.address();
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        address.host(), address.port(), credentials.toward(place.callee()))
                .eventLoopGroup(loops.clients())
                .channelType(loops.clientChannel())
                .directExecutor()
                .disableRetry()
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(true)
                .idleTimeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(maxMessageSize);
        return new Connection(MadeCallTracing.on(builder, calls, time).build(), time.nanoTime());
    }

    private static final class Connection {
        private final ManagedChannel channel;
        private volatile long lastUsed;

        Connection(ManagedChannel channel, long lastUsed) {
            this.channel = channel;
            this.lastUsed = lastUsed;
        }
    }
}
