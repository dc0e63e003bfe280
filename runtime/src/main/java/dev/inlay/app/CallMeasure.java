package dev.inlay.app;

import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;

/** What is measured of one call by gRPC, on either side. Thread-safe: the two directions come on different threads. */
public final class CallMeasure {

    private final GrpcCalls calls;
    private final TimeSource time;
    private final String method;
    private final long begin;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    /**
     * The measure of a call that begins now.
     *
     * @param calls hears of it when it has ended
     * @param method the full name, without a leading slash
     */
    public CallMeasure(GrpcCalls calls, TimeSource time, String method) {
        this.calls = calls;
        this.time = time;
        this.method = "/" + method;
        this.begin = time.nanoTime();
    }

    /** So many bytes have come in, uncompressed. */
    public void received(long bytes) {
        received.addAndGet(bytes);
    }

    /** So many bytes have gone out, uncompressed. */
    public void sent(long bytes) {
        sent.addAndGet(bytes);
    }

    /** The call has ended; to be called once. */
    public void ended(Status status) {
        calls.ended(method, GrpcStatuses.goName(status), received.get(), sent.get(), time.nanoTime() - begin);
    }
}
