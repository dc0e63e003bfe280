package dev.inlay.api.tests;

import io.grpc.CallOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An application that speaks gRPC: a service that nobody but it and its callers knows. */
final class GrpcEcho implements AutoCloseable {

    static final MethodDescriptor<String, String> SAY = method("Say", MethodDescriptor.MethodType.UNARY);
    static final MethodDescriptor<String, String> REFUSE = method("Refuse", MethodDescriptor.MethodType.UNARY);
    static final MethodDescriptor<String, String> CHAT = method("Chat", MethodDescriptor.MethodType.BIDI_STREAMING);

    final BlockingQueue<Metadata> seen = new LinkedBlockingQueue<>();
    private final Server server;
    private final ManagedChannel channel;

    GrpcEcho() {
        ServerServiceDefinition service = ServerServiceDefinition.builder("test.Echo")
                .addMethod(SAY, ServerCalls.asyncUnaryCall((text, caller) -> {
                    caller.onNext("said " + text);
                    caller.onCompleted();
                }))
                .addMethod(
                        REFUSE,
                        ServerCalls.asyncUnaryCall((text, caller) -> caller.onError(Status.FAILED_PRECONDITION
                                .withDescription("no " + text)
                                .asRuntimeException())))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(GrpcEcho::chat))
                .build();
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
                .addService(ServerInterceptors.intercept(service, new Recorder(seen)))
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port())
                .usePlaintext()
                .build();
    }

    private static StreamObserver<String> chat(StreamObserver<String> caller) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String text) {
                caller.onNext(text + "!");
            }

            @Override
            public void onError(Throwable cancelled) {
                // Nobody is there to answer.
            }

            @Override
            public void onCompleted() {
                caller.onCompleted();
            }
        };
    }

    private record Recorder(BlockingQueue<Metadata> seen) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            seen.add(headers);
            return next.startCall(call, headers);
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(Text.INSTANCE, Text.INSTANCE)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Echo", name))
                .build();
    }

    int port() {
        return server.getPort();
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    /** The stub that a generator would have made. */
    static final class Stub extends AbstractBlockingStub<Stub> {

        Stub(io.grpc.Channel channel, CallOptions options) {
            super(channel, options);
        }

        @Override
        protected Stub build(io.grpc.Channel channel, CallOptions options) {
            return new Stub(channel, options);
        }

        String say(String text) {
            return ClientCalls.blockingUnaryCall(getChannel(), SAY, getCallOptions(), text);
        }

        String refuse(String text) {
            return ClientCalls.blockingUnaryCall(getChannel(), REFUSE, getCallOptions(), text);
        }
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
