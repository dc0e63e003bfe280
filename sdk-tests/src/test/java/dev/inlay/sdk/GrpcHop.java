package dev.inlay.sdk;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.dapr.v1.AppCallbackGrpc;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.dapr.v1.CommonProtos.InvokeRequest;
import io.dapr.v1.CommonProtos.InvokeResponse;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprInvokeProtos.InvokeServiceRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureServerCredentials;
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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application that speaks gRPC: Dapr's callback and a service of its own. It hands calls on through its own runtime
 * and writes its name on the answer; without a runtime to call it answers itself.
 */
final class GrpcHop implements AutoCloseable {

    static final MethodDescriptor<String, String> TALK = MethodDescriptor.newBuilder(Text.INSTANCE, Text.INSTANCE)
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName("fleet.Chat", "Talk"))
            .build();

    private final String name;
    private final Server server;
    private @Nullable ManagedChannel runtime;
    private volatile @Nullable Function<String, String> caller;
    private volatile @Nullable Channel proxy;

    GrpcHop(String name) {
        this.name = name;
        ServerServiceDefinition chat = ServerServiceDefinition.builder("fleet.Chat")
                .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(this::talk))
                .build();
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
                .addService(new Callback())
                .addService(chat)
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** Tells it the port of its runtime, whom to call by InvokeService, and whom by the gRPC proxy. */
    void handOn(int runtimePort, String invoked, String proxied) {
        ManagedChannel channel = connect(runtimePort);
        runtime = channel;
        proxy = to(channel, proxied);
        caller = text -> say(channel, invoked, text);
    }

    /** A channel whose calls the runtime hands to an application. */
    static Channel to(ManagedChannel runtime, String appId) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER), appId);
        return ClientInterceptors.intercept(runtime, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Calls {@code say} of an application by InvokeService of a runtime. */
    static String say(Channel runtime, String appId, String text) {
        InvokeServiceRequest request = InvokeServiceRequest.newBuilder()
                .setId(appId)
                .setMessage(InvokeRequest.newBuilder()
                        .setMethod("say")
                        .setContentType("text/plain")
                        .setHttpExtension(HTTPExtension.newBuilder().setVerb(HTTPExtension.Verb.POST))
                        .setData(any(text)))
                .build();
        return text(DaprGrpc.newBlockingStub(runtime).invokeService(request).getData());
    }

    private static Any any(String text) {
        return Any.newBuilder().setValue(ByteString.copyFromUtf8(text)).build();
    }

    private static String text(Any data) {
        return data.getValue().toStringUtf8();
    }

    private final class Callback extends AppCallbackGrpc.AppCallbackImplBase {
        @Override
        public void onInvoke(InvokeRequest request, StreamObserver<InvokeResponse> observer) {
            Function<String, String> next = caller;
            String text = text(request.getData());
            String answer = next == null ? text + " at " + name : next.apply(text) + " via " + name;
            observer.onNext(InvokeResponse.newBuilder()
                    .setContentType("text/plain")
                    .setData(any(answer))
                    .build());
            observer.onCompleted();
        }
    }

    private StreamObserver<String> talk(StreamObserver<String> observer) {
        Channel next = proxy;
        if (next == null) {
            return new Naming(" at " + name, observer);
        }
        return ClientCalls.asyncBidiStreamingCall(
                next.newCall(TALK, CallOptions.DEFAULT), new Naming(" via " + name, observer));
    }

    /** Hands everything on, with a name behind each text. */
    private record Naming(String name, StreamObserver<String> to) implements StreamObserver<String> {
        @Override
        public void onNext(String text) {
            to.onNext(text + name);
        }

        @Override
        public void onError(Throwable error) {
            to.onError(error);
        }

        @Override
        public void onCompleted() {
            to.onCompleted();
        }
    }

    @Override
    public void close() {
        if (runtime != null) {
            runtime.shutdownNow();
        }
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
