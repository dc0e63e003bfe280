package dev.inlay.app;

import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;

/** Tells of every call that is made on a channel, once it has ended. */
public final class MadeCallTracing implements ClientInterceptor {

    private final GrpcCalls calls;
    private final TimeSource time;

    private MadeCallTracing(GrpcCalls calls, TimeSource time) {
        this.calls = calls;
        this.time = time;
    }

    /** Has a channel tell of its calls, if anybody listens. */
    public static NettyChannelBuilder on(NettyChannelBuilder channel, GrpcCalls calls, TimeSource time) {
        return calls == GrpcCalls.NONE ? channel : channel.intercept(new MadeCallTracing(calls, time));
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withStreamTracerFactory(new Factory(method.getFullMethodName())));
    }

    private final class Factory extends ClientStreamTracer.Factory {

        private final String method;

        Factory(String method) {
            this.method = method;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new Tracer(new CallMeasure(calls, time, method));
        }
    }

    private static final class Tracer extends ClientStreamTracer {

        private final CallMeasure call;

        Tracer(CallMeasure call) {
            this.call = call;
        }

        @Override
        public void inboundUncompressedSize(long bytes) {
            call.received(bytes);
        }

        @Override
        public void outboundUncompressedSize(long bytes) {
            call.sent(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            call.ended(status);
        }
    }
}
