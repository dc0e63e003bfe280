package dev.inlay.peer;

import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.telemetry.Telemetry;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The internal port: takes calls of other instances (ours and daprd) and hands them to the application. Times and
 * limits are Dapr's.
 *
 * <p>Thread-safe.
 */
public final class PeerServer {

    private static final Logger log = LoggerFactory.getLogger(PeerServer.class);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PERMITTED_KEEP_ALIVE = Duration.ofSeconds(8);
    private static final Duration IDLE = Duration.ofMinutes(3);
    private static final Duration CUT = Duration.ofSeconds(2);

    private final Server server;
    private final int wantedPort;

    /**
     * A server that does not listen yet.
     *
     * @param app who the application is
     * @param listen where to listen; port 0 for any free one
     * @param channel the way to the application; may give null while there is none
     * @param loops the event loops to run on; they stay the caller's
     * @param maxBodySize the largest body of a unary call, in bytes; streamed ones have no limit
     * @param proxy passes calls of other services on; null to refuse them
     */
    public PeerServer(
            AppIdentity app,
            InetSocketAddress listen,
            Supplier<? extends @Nullable AppChannel> channel,
            LoopResources loops,
            PeerCredentials credentials,
            int maxBodySize,
            Telemetry telemetry,
            @Nullable GrpcProxy proxy) {
        PeerEventLoops eventLoops = new PeerEventLoops(loops);
        this.wantedPort = listen.getPort();
        this.server = NettyServerBuilder.forAddress(listen, credentials.ofServer())
                .bossEventLoopGroup(eventLoops.acceptors())
                .workerEventLoopGroup(eventLoops.servers())
                .channelType(eventLoops.serverChannel())
                .directExecutor()
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PERMITTED_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(
                        (int) Math.min(Integer.MAX_VALUE, (long) maxBodySize + PeerTransport.ENVELOPE_SIZE))
                .addService(new ServiceInvocationService(new LocalApplication(app, channel, telemetry), maxBodySize))
                .fallbackHandlerRegistry(proxy)
                .build();
    }

    /**
     * Begins to listen.
     *
     * @return the port; fails with {@link IllegalStateException} if it is taken
     */
    public Mono<Integer> start() {
        return Mono.fromCallable(() -> {
                    try {
                        return server.start().getPort();
                    } catch (IOException e) {
                        throw new IllegalStateException(
                                "the internal gRPC port " + wantedPort + " cannot be opened: " + rootOf(e)
                                        + " (give another one, or 0 for any that is free)",
                                e);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Takes no new calls, waits for those under way and cuts what is left when the grace period has passed. Completes
     * when the port is closed; never fails on a second call.
     */
    public Mono<Void> stop(Duration gracePeriod) {
        return Mono.<Void>fromRunnable(() -> stopBlocking(gracePeriod)).subscribeOn(Schedulers.boundedElastic());
    }

    private void stopBlocking(Duration gracePeriod) {
        server.shutdown();
        try {
            if (!server.awaitTermination(gracePeriod.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("calls under way did not end within {} and are cut", gracePeriod);
                server.shutdownNow();
                if (!server.awaitTermination(CUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn("the internal gRPC port still has open calls");
                }
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static String rootOf(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
