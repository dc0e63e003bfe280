package dev.inlay.peer;

import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The internal port: takes calls of other instances (ours and daprd) and hands them to the application. Times and
 * limits are Dapr's.
 *
 * <p>Thread-safe.
 */
public final class PeerServer {

    private final GrpcListener listener;

    /**
     * A server that does not listen yet.
     *
     * @param app who the application is
     * @param listen where to listen; port 0 for any free one
     * @param channel the way to the application; may give null while there is none
     * @param loops the event loops to run on; they stay the caller's
     * @param maxBodySize the largest body of a unary call, in bytes; streamed ones have no limit
     * @param access which calls of others are let in
     * @param proxy passes calls of other services on; null to refuse them
     */
    public PeerServer(
            AppIdentity app,
            InetSocketAddress listen,
            Supplier<? extends @Nullable AppChannel> channel,
            LoopResources loops,
            PeerCredentials credentials,
            int maxBodySize,
            AccessControl access,
            Telemetry telemetry,
            TimeSource time,
            @Nullable GrpcProxy proxy) {
        LocalApplication application = new LocalApplication(app, channel, access, telemetry);
        this.listener = new GrpcListener(
                "the internal gRPC port",
                listen,
                credentials.ofServer(),
                loops,
                (int) Math.min(Integer.MAX_VALUE, (long) maxBodySize + PeerTransport.ENVELOPE_SIZE),
                telemetry.servedCalls(),
                time,
                builder -> builder.intercept(new AccessGuard(access))
                        .addService(new ServiceInvocationService(application, maxBodySize))
                        .fallbackHandlerRegistry(proxy));
    }

    /**
     * Begins to listen.
     *
     * @return the port; fails with {@link IllegalStateException} if it is taken
     */
    public Mono<Integer> start() {
        return listener.start().map(address -> ((InetSocketAddress) address).getPort());
    }

    /**
     * Takes no new calls, waits for those under way and cuts what is left when the grace period has passed. Completes
     * when the port is closed; never fails on a second call.
     */
    public Mono<Void> stop(Duration gracePeriod) {
        return listener.stop(gracePeriod);
    }
}
