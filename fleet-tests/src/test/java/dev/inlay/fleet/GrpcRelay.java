package dev.inlay.fleet;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An application with a service of its own, {@code fleet.Chat}. It passes every message on to the next application
 * through its own runtime, with its name added, or, at the end of the chain, says it back.
 */
final class GrpcRelay implements AutoCloseable {

    static final MethodDescriptor<String, String> SAY = method("Say", MethodDescriptor.MethodType.UNARY);
    static final MethodDescriptor<String, String> TALK = method("Talk", MethodDescriptor.MethodType.BIDI_STREAMING);

    private final String name;
    private final Server server;
    private final AtomicReference<@Nullable Channel> next = new AtomicReference<>();
    private final List<ManagedChannel> opened = new ArrayList<>();

    GrpcRelay(String name) {
        this.name = name;
        try {
            this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(ServerServiceDefinition.builder("fleet.Chat")
                            .addMethod(SAY, ServerCalls.asyncUnaryCall(this::say))
                            .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(this::talk))
                            .build())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(Text.INSTANCE, Text.INSTANCE)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("fleet.Chat", name))
                .build();
    }

    int port() {
        return server.getPort();
    }

    /** The way to this application for a runtime in the same process. */
    Channel own() {
        return open(port());
    }

    /** The next application, through the gRPC API on a port. */
    void passOnTo(int apiPort, String appId) {
        next.set(to(open(apiPort), appId));
    }

    private ManagedChannel open(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        opened.add(channel);
        return channel;
    }

    /** A channel on which every call names an application. */
    static Channel to(Channel api, String appId) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER), appId);
        return ClientInterceptors.intercept(api, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private String signed(String text) {
        return text + ", " + name;
    }

    private void say(String text, StreamObserver<String> caller) {
        Channel channel = next.get();
        if (channel == null) {
            caller.onNext(signed(text));
            caller.onCompleted();
        } else {
            ClientCalls.asyncUnaryCall(channel.newCall(SAY, CallOptions.DEFAULT), signed(text), caller);
        }
    }

    private StreamObserver<String> talk(StreamObserver<String> caller) {
        Channel channel = next.get();
        StreamObserver<String> further = channel == null
                ? caller
                : ClientCalls.asyncBidiStreamingCall(channel.newCall(TALK, CallOptions.DEFAULT), caller);
        return new StreamObserver<>() {
            @Override
            public void onNext(String text) {
                further.onNext(signed(text));
            }

            @Override
            public void onError(Throwable error) {
                if (channel != null) {
                    further.onError(error);
                }
            }

            @Override
            public void onCompleted() {
                further.onCompleted();
            }
        };
    }

    @Override
    public void close() {
        opened.forEach(ManagedChannel::shutdownNow);
        server.shutdownNow();
    }

    private enum Text implements MethodDescriptor.Marshaller<String> {
        INSTANCE;

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
