package dev.inlay.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.dapr.v1.CommonProtos.StreamPayload;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Sends a body as payloads of at most {@link #CHUNK} bytes, as fast as gRPC takes them.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A buffer is asked of the body only when gRPC is ready, one at a time; nothing of the body is read before the
 *       connection stands, so that a call that never got through can be made again with the same body.
 *   <li>{@code drain} alone touches {@code output}; calls of it on several threads at once become one loop.
 *   <li>After {@link #cancel()} or an error, nothing more is sent.
 * </ul>
 */
final class ChunkSender implements CoreSubscriber<ByteBuffer> {

    /**
     * How many bytes of a body one frame carries. Dapr sends 2 KiB and takes any size up to its message limit of 4 MiB;
     * beyond 64 KiB nothing is gained, since HTTP/2 cuts frames anyway.
     */
    static final int CHUNK = 64 << 10;

    /** Where the payloads go. */
    interface Output {
        /** Whether more can be sent without piling up. */
        boolean isReady();

        void send(StreamPayload payload);

        /** All of the body was sent. */
        void finish();

        /** The body broke; the rest will not come. */
        void abort(Throwable error);
    }

    private final Flux<ByteBuffer> body;
    private final ContextView context;
    private final Output output;
    private final AtomicInteger signals = new AtomicInteger();
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable ByteBuffer current;
    private volatile boolean ended;
    private volatile @Nullable Throwable error;
    private volatile boolean cancelled;
    // The following belong to the drain loop.
    private boolean subscribed;
    private boolean asked;
    private boolean closed;
    private long sequence;

    ChunkSender(Flux<ByteBuffer> body, ContextView context, Output output) {
        this.body = body;
        this.context = context;
        this.output = output;
    }

    /** One payload. The bytes are not copied. */
    static StreamPayload payload(ByteBuffer bytes, long sequence) {
        return StreamPayload.newBuilder()
                .setData(UnsafeByteOperations.unsafeWrap(bytes))
                .setSeq(sequence)
                .build();
    }

    /** gRPC may have become ready. */
    void onReady() {
        drain();
    }

    /** The call is over. */
    void cancel() {
        cancelled = true;
        drain();
    }

    @Override
    public Context currentContext() {
        return Context.of(context);
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        subscription = newSubscription;
        if (cancelled) {
            newSubscription.cancel();
        }
        drain();
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        current = buffer;
        drain();
    }

    @Override
    public void onError(Throwable failure) {
        error = failure;
        ended = true;
        drain();
    }

    @Override
    public void onComplete() {
        ended = true;
        drain();
    }

    private void drain() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            if (!closed) {
                advance();
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void advance() {
        while (!closed) {
            if (cancelled) {
                closed = true;
                Subscription source = subscription;
                if (source != null) {
                    source.cancel();
                }
                return;
            }
            ByteBuffer buffer = current;
            if (buffer == null ? !nextBuffer() : !sendFrom(buffer)) {
                return;
            }
        }
    }

    /** Sends what one frame can carry; false if gRPC has to become ready first. */
    private boolean sendFrom(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            if (!output.isReady()) {
                return false;
            }
            int size = Math.min(buffer.remaining(), CHUNK);
            ByteBuffer chunk = buffer.slice(buffer.position(), size);
            buffer.position(buffer.position() + size);
            output.send(payload(chunk, sequence++));
        }
        if (!buffer.hasRemaining()) {
            current = null;
            asked = false;
        }
        return true;
    }

    /** Ends the call at the end of the body, else asks for a buffer; false if nothing more can be done now. */
    private boolean nextBuffer() {
        if (ended && current == null) {
            closed = true;
            Throwable failure = error;
            if (failure == null) {
                output.finish();
            } else {
                output.abort(failure);
            }
            return false;
        }
        if (asked || !output.isReady()) {
            return false;
        }
        if (!subscribed) {
            subscribed = true;
            body.subscribe(this);
        }
        Subscription source = subscription;
        if (source == null) {
            return false;
        }
        asked = true;
        source.request(1);
        return current != null || ended;
    }
}
