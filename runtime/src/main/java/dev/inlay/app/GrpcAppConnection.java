package dev.inlay.app;

import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * The one connection to an application that speaks gRPC, opened when first needed. An application that has been restarted
 * is called again at once, not when gRPC's pauses between attempts have passed. Any certificate is taken: the connection
 * does not leave the machine.
 */
final class GrpcAppConnection extends Channel {

    private final ManagedChannel channel;

    GrpcAppConnection(AppOptions options, int maxMessageSize, GrpcCalls calls, TimeSource time) {
        LoopResources loops = HttpResources.get();
        EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        options.address(),
                        options.port(),
                        credentials(options.protocol().isSecure()))
                .eventLoopGroup(group)
                .channelType(loops.onChannelClass(SocketChannel.class, group))
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(maxMessageSize);
        this.channel = MadeCallTracing.on(builder, calls, time).build();
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
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return channel.newCall(method, options);
    }

    @Override
    public String authority() {
        return channel.authority();
    }

    /** Ends the connection and the calls on it. */
    Mono<Void> close() {
        return Mono.<Void>fromRunnable(channel::shutdownNow).subscribeOn(Schedulers.boundedElastic());
    }
}
