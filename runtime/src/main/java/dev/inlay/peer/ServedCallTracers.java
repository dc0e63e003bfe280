package dev.inlay.peer;

import dev.inlay.app.GrpcStatuses;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;

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
        return new Tracer("/" + fullMethodName, time.nanoTime());
    }

    /** Received bytes are counted on the transport's thread, sent ones wherever the answer is made. */
    private final class Tracer extends ServerStreamTracer {

        private final String method;
        private final long begin;
        private final AtomicLong received = new AtomicLong();
        private final AtomicLong sent = new AtomicLong();

        Tracer(String method, long begin) {
            this.method = method;
            this.begin = begin;
        }

        @Override
        public void inboundUncompressedSize(long bytes) {
            received.addAndGet(bytes);
        }

        @Override
        public void outboundUncompressedSize(long bytes) {
            sent.addAndGet(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            calls.ended(method, GrpcStatuses.goName(status), received.get(), sent.get(), time.nanoTime() - begin);
        }
    }
}
