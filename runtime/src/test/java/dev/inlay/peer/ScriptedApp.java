package dev.inlay.peer;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An application that speaks gRPC: hands every call to the test, or answers it as its method says. */
final class ScriptedApp implements AutoCloseable {

    /** A call that has arrived. Messages are asked for one by one, by the test. */
    static class Call extends ServerCall.Listener<byte[]> {
        final ServerCall<byte[], byte[]> call;
        final Metadata headers;
        final @Nullable Deadline deadline = Context.current().getDeadline();
        final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        Call(ServerCall<byte[], byte[]> call, Metadata headers) {
            this.call = call;
            this.headers = headers;
        }

        String method() {
            return call.getMethodDescriptor().getFullMethodName();
        }

        void answer(String text) {
            call.sendMessage(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void onMessage(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onHalfClose() {
            events.add("half-closed");
        }

        @Override
        public void onCancel() {
            events.add("cancelled");
        }

        @Override
        public void onReady() {
            events.add("ready");
        }
    }

    /** What a call is answered with as soon as its caller has said everything. */
    interface Script {
        void answer(Call call);
    }

    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    final AtomicInteger answered = new AtomicInteger();
    private final List<Script> scripts = new CopyOnWriteArrayList<>();
    private final Server server;
    private final ManagedChannel channel;

    ScriptedApp() {
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
                .directExecutor()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .fallbackHandlerRegistry(new HandlerRegistry() {
                    @Override
                    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
                        return ServerMethodDefinition.create(method(name), ScriptedApp.this::take);
                    }
                })
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.newBuilder(ByteArrayMarshaller.INSTANCE, ByteArrayMarshaller.INSTANCE)
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .setFullMethodName(name)
                .build();
    }

    /** Answers the next calls in turn; calls after those are the test's to answer. */
    void next(Script... answers) {
        scripts.addAll(List.of(answers));
    }

    /** Answers with these bytes. */
    static Script bytes(String text) {
        return call -> {
            call.call.sendHeaders(new Metadata());
            call.answer(text);
            call.call.close(Status.OK, new Metadata());
        };
    }

    /** Refuses. */
    static Script status(Status status) {
        return call -> call.call.close(status, new Metadata());
    }

    private ServerCall.Listener<byte[]> take(ServerCall<byte[], byte[]> incoming, Metadata headers) {
        Script script = scripts.isEmpty() ? null : scripts.remove(0);
        if (script == null) {
            Call call = new Call(incoming, headers);
            calls.add(call);
            return call;
        }
        Call call = new Call(incoming, headers) {
            @Override
            public void onHalfClose() {
                script.answer(this);
                answered.incrementAndGet();
            }
        };
        calls.add(call);
        incoming.request(1);
        return call;
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
