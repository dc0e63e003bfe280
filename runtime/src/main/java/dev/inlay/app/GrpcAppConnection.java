package dev.inlay.app;

import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * The connections to an application that speaks gRPC: one, opened when first needed, and another whenever the others have
 * as many calls under way as servers usually take on one. An application that has been restarted is called again at once,
 * not when gRPC's pauses between attempts have passed. Any certificate is taken: the connection does not leave the
 * machine.
 *
 * <p>Thread-safe. Invariant: {@link #lines} holds every connection there is, and none is added once this is closed.
 */
final class GrpcAppConnection extends Channel {

    /** What servers usually take, and Dapr's measure too. */
    private static final int CALLS_ON_ONE = 100;

    private final Supplier<ManagedChannel> opening;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private boolean closed;

    /** One connection, and how many calls are under way on it. */
    private record Line(ManagedChannel channel, AtomicInteger calls) {

        boolean take() {
            if (calls.incrementAndGet() <= CALLS_ON_ONE) {
                return true;
            }
            calls.decrementAndGet();
            return false;
        }
    }

    GrpcAppConnection(AppOptions options, int maxMessageSize, GrpcCalls calls, TimeSource time) {
        LoopResources loops = HttpResources.get();
        EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        this.opening = () -> {
            NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                            options.address(),
                            options.port(),
                            credentials(options.protocol().isSecure()))
                    .eventLoopGroup(group)
                    .channelType(loops.onChannelClass(SocketChannel.class, group))
                    .directExecutor()
                    .disableRetry()
                    .maxInboundMessageSize(maxMessageSize);
            return MadeCallTracing.on(builder, calls, time).build();
        };
        lines.add(new Line(opening.get(), new AtomicInteger()));
    }

    private static ChannelCredentials credentials(boolean secure) {
        return secure
                ? TlsChannelCredentials.newBuilder()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE.getTrustManagers())
                        .build()
                : InsecureChannelCredentials.create();
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        Line line = take();
        if (line.channel().getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            line.channel().resetConnectBackoff();
        }
        return new CountedCall<>(line.channel().newCall(method, options), line.calls());
    }

    private Line take() {
        for (Line line : lines) {
            if (line.take()) {
                return line;
            }
        }
        return open();
    }

    private synchronized Line open() {
        if (closed) {
            // The call fails on it, as all others do.
            Line first = lines.get(0);
            first.calls().incrementAndGet();
            return first;
        }
        Line line = new Line(opening.get(), new AtomicInteger(1));
        lines.add(line);
        return line;
    }

    @Override
    public String authority() {
        return lines.get(0).channel().authority();
    }

    /** Ends the connections and the calls on them. */
    Mono<Void> close() {
        return Mono.<Void>fromRunnable(this::closeAll).subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized void closeAll() {
        closed = true;
        lines.forEach(line -> line.channel().shutdownNow());
    }

    /** A call that gives its place back when it ends, however it does. */
    private static final class CountedCall<Q, A> extends SimpleForwardingClientCall<Q, A> {

        private final AtomicInteger calls;
        private final AtomicBoolean counted = new AtomicBoolean(true);
        private volatile boolean started;

        CountedCall(ClientCall<Q, A> call, AtomicInteger calls) {
            super(call);
            this.calls = calls;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            started = true;
            super.start(
                    new SimpleForwardingClientCallListener<>(listener) {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended();
                            super.onClose(status, trailers);
                        }
                    },
                    headers);
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            super.cancel(message, cause);
            if (!started) {
                ended();
            }
        }

        private void ended() {
            if (counted.compareAndSet(true, false)) {
                calls.decrementAndGet();
            }
        }
    }
}
