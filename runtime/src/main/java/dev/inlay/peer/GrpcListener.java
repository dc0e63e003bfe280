package dev.inlay.peer;

import dev.inlay.error.AddressUnavailableException;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** A gRPC server on one address, with Dapr's times and limits. Thread-safe; listens once. */
public final class GrpcListener {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcListener.class);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PERMITTED_KEEP_ALIVE = Duration.ofSeconds(8);
    private static final Duration IDLE = Duration.ofMinutes(3);
    private static final Duration CUT = Duration.ofSeconds(2);

    /** As much metadata as a call to daprd may have, in bytes. */
    private static final int MAX_METADATA = 16 << 10;

    private final String name;
    private final SocketAddress wanted;
    private final Server server;

    /**
     * A server that does not listen yet.
     *
     * @param name what it is, for messages, as {@code the internal gRPC port}
     * @param wanted where to listen: an Internet address, port 0 for any free one, or a Unix domain socket
     * @param loops the event loops to run on; they stay the caller's
     * @param maxMessageSize the largest message, in bytes
     * @param calls hears of every call that has ended
     * @param content adds the services
     * @throws IllegalStateException if this system has no Unix domain sockets for us and one is wanted
     */
    public GrpcListener(
            String name,
            SocketAddress wanted,
            ServerCredentials credentials,
            LoopResources loops,
            int maxMessageSize,
            GrpcCalls calls,
            TimeSource time,
            Consumer<NettyServerBuilder> content) {
        this.name = name;
        this.wanted = wanted;
        PeerEventLoops eventLoops = new PeerEventLoops(loops);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(wanted, credentials)
                .bossEventLoopGroup(eventLoops.acceptors())
                .workerEventLoopGroup(eventLoops.servers())
                .channelType(
                        wanted instanceof DomainSocketAddress
                                ? eventLoops.serverDomainSocketChannel()
                                : eventLoops.serverChannel())
                .directExecutor()
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PERMITTED_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMetadataSize(MAX_METADATA)
                .maxInboundMessageSize(maxMessageSize);
        if (calls != GrpcCalls.NONE) {
            builder.addStreamTracerFactory(new ServedCallTracers(calls, time));
        }
        content.accept(builder);
        this.server = builder.build();
    }

    /**
     * Begins to listen. A socket file that another process has left behind is replaced.
     *
     * @return where; fails with {@link AddressUnavailableException} if that is not possible
     */
    public Mono<SocketAddress> start() {
        return Mono.<SocketAddress>fromCallable(() -> {
                    try {
                        deleteSocketFile();
                        return server.start().getListenSockets().get(0);
                    } catch (IOException e) {
                        throw new AddressUnavailableException(name, shown(wanted), e);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Takes no new calls, waits for those under way and cuts what is left when the grace period has passed. Completes
     * when the address is free; never fails on a second call.
     */
    public Mono<Void> stop(Duration gracePeriod) {
        return Mono.<Void>fromRunnable(() -> stopBlocking(gracePeriod)).subscribeOn(Schedulers.boundedElastic());
    }

    private void stopBlocking(Duration gracePeriod) {
        server.shutdown();
        try {
            if (!server.awaitTermination(gracePeriod.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("calls under way did not end within {} and are cut", gracePeriod);
                server.shutdownNow();
                if (!server.awaitTermination(CUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("{} still has open calls", name);
                }
            }
            deleteSocketFile();
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the socket file {} could not be deleted: {}", wanted, e.getMessage());
        }
    }

    private void deleteSocketFile() throws IOException {
        if (wanted instanceof DomainSocketAddress socket) {
            Files.deleteIfExists(Path.of(socket.path()));
        }
    }

    private static String shown(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getHostString() + ":" + internet.getPort()
                : address.toString();
    }
}
