package dev.inlay.peer;

import io.dapr.v1.CommonProtos.StreamPayload;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * The payloads of one direction of a call, as a body.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A frame is asked of gRPC only when the reader of the body asks for a buffer, and at most {@link #IN_FLIGHT} of
 *       them are under way, so a body of any size occupies a bounded amount of memory.
 *   <li>Sequence numbers start at 0 and rise by one; anything else ends the body with an error.
 *   <li>{@link #receive}, {@link #complete} and {@link #fail} are called by gRPC, one after the other; the body is read
 *       on any thread, once.
 * </ul>
 */
final class ChunkReceiver {

    /** Frames of up to 64 KiB that may wait for the reader: half a megabyte a call. */
    private static final int IN_FLIGHT = 8;

    private static final long UNKNOWN = -1;

    private final Sinks.Many<ByteBuffer> sink = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<ByteBuffer>small().get());
    private final IntConsumer askForFrames;
    private final Runnable onCancel;
    private long expectedSequence;
    private long expectedLength = UNKNOWN;
    private long receivedLength;

    /**
     * A receiver without frames so far.
     *
     * @param askForFrames asks gRPC for this many further frames
     * @param onCancel called when the reader loses interest
     */
    ChunkReceiver(IntConsumer askForFrames, Runnable onCancel) {
        this.askForFrames = askForFrames;
        this.onCancel = onCancel;
    }

    /** The body has this many bytes, or else it is broken. */
    void expectLength(long length) {
        this.expectedLength = length;
    }

    /** Checks a payload's place in the sequence. */
    void checkSequence(StreamPayload payload) {
        if (payload.getSeq() != expectedSequence) {
            throw ProtocolViolation.sequence(payload.getSeq(), expectedSequence);
        }
        expectedSequence++;
    }

    /** Hands on a payload whose sequence number has been checked. */
    void receive(StreamPayload payload, boolean asked) {
        int size = payload.getData().size();
        if (size == 0) {
            if (asked) {
                askForFrames.accept(1);
            }
            return;
        }
        receivedLength += size;
        if (expectedLength != UNKNOWN && receivedLength > expectedLength) {
            throw ProtocolViolation.length(receivedLength, expectedLength);
        }
        sink.tryEmitNext(payload.getData().asReadOnlyByteBuffer());
    }

    /** The other side has sent everything. */
    void complete() {
        if (expectedLength != UNKNOWN && receivedLength != expectedLength) {
            fail(ProtocolViolation.length(receivedLength, expectedLength));
        } else {
            sink.tryEmitComplete();
        }
    }

    /** The rest of the body will not come. */
    void fail(Throwable error) {
        sink.tryEmitError(error);
    }

    /** The body; to be read once. */
    Flux<ByteBuffer> body() {
        return sink.asFlux()
                .doOnRequest(demand -> askForFrames.accept((int) demand))
                .doOnCancel(onCancel)
                .limitRate(IN_FLIGHT);
    }
}
