package dev.inlay.testkit.identity;

import dev.inlay.identity.PeerIdentity;
import dev.inlay.identity.SpiffeId;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gRPC port that notes who calls. */
final class HealthPort implements AutoCloseable {

    private final AtomicReference<@Nullable SpiffeId> caller = new AtomicReference<>();
    private @Nullable Server server;

    void open(ServerCredentials credentials) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0), credentials)
                    .addService(new HealthStatusManager().getHealthService())
                    .intercept(new NoteCaller())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server == null ? 0 : server.getPort();
    }

    /** Who the server has seen calling, on a connection of its own. */
    @Nullable SpiffeId callWith(ChannelCredentials credentials) {
        caller.set(null);
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port(), credentials).build();
        try {
            var unused = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return caller.get();
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.shutdownNow();
            server = null;
        }
    }

    private final class NoteCaller implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            caller.set(PeerIdentity.of(call.getAttributes()));
            return next.startCall(call, headers);
        }
    }
}
