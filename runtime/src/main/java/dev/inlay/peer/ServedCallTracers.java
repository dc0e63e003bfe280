package dev.inlay.peer;

import dev.inlay.app.CallMeasure;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/** Tells of every call that a server has answered, once. */
final class ServedCallTracers extends ServerStreamTracer.Factory {

    private final GrpcCalls calls;
    private final TimeSource time;

    ServedCallTracers(GrpcCalls calls, TimeSource time) {
        this.calls = calls;
        this.time = time;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new Tracer(new CallMeasure(calls, time, fullMethodName));
    }

    private static final class Tracer extends ServerStreamTracer {

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
