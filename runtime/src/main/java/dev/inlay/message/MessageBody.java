package dev.inlay.message;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The bytes of a message: either all at hand, and then they can be sent again, or a stream that can be read once.
 *
 * <p>A stream must be subscribed to exactly once, if only to cancel it; otherwise its connection stays occupied.
 */
public final class MessageBody {

    private static final MessageBody EMPTY = new MessageBody(new byte[0], null, 0);

    private final byte @Nullable [] bytes;
    private final @Nullable Flux<ByteBuffer> stream;
    private final long length;
    private final String type;

    private MessageBody(byte @Nullable [] bytes, @Nullable Flux<ByteBuffer> stream, long length) {
        this(bytes, stream, length, "");
    }

    private MessageBody(byte @Nullable [] bytes, @Nullable Flux<ByteBuffer> stream, long length, String type) {
        this.bytes = bytes;
        this.stream = stream;
        this.length = length;
        this.type = type;
    }

    public static MessageBody empty() {
        return EMPTY;
    }

    /** These bytes. They are not copied and must not change. */
    public static MessageBody of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new MessageBody(bytes, null, bytes.length);
    }

    /** A stream of unknown length. */
    public static MessageBody stream(Flux<ByteBuffer> stream) {
        return new MessageBody(null, stream, -1);
    }

    /** A stream of this many bytes. */
    public static MessageBody stream(Flux<ByteBuffer> stream, long length) {
        return new MessageBody(null, stream, length);
    }

    /** The same with the type of message that its bytes hold, as callers and applications that speak gRPC may name it. */
    public MessageBody withType(String url) {
        return url.equals(type) ? this : new MessageBody(bytes, stream, length, url);
    }

    /** The URL of the type of message that the bytes hold; empty if nobody named one. */
    public String type() {
        return type;
    }

    /** How many bytes; -1 if not known. */
    public long length() {
        return length;
    }

    /** Whether the bytes are at hand, so that the message can be sent again. */
    public boolean isReplayable() {
        return bytes != null;
    }

    /** The bytes if they are at hand, else null. */
    public byte @Nullable [] bytesAtHand() {
        return bytes;
    }

    /** The bytes as a stream. The buffers are the receiver's. */
    public Flux<ByteBuffer> stream() {
        if (stream != null) {
            return stream;
        }
        return bytes == null || bytes.length == 0 ? Flux.empty() : Flux.just(ByteBuffer.wrap(bytes));
    }

    /**
     * All bytes in one array.
     *
     * @param limit how many at the most
     * @return fails with {@link MessageTooLargeException} beyond the limit
     */
    public Mono<byte[]> toBytes(int limit) {
        if (bytes != null) {
            return bytes.length > limit ? Mono.error(new MessageTooLargeException(limit)) : Mono.just(bytes);
        }
        return BodyCollector.collect(stream(), limit);
    }

    /** Gives up a body that nobody is going to read, so that its connection becomes free. Bytes at hand stay as they are. */
    public void release() {
        if (stream != null) {
            stream.subscribe(new CancellingSubscriber());
        }
    }

    private static final class CancellingSubscriber extends BaseSubscriber<ByteBuffer> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.cancel();
        }

        @Override
        protected void hookOnError(Throwable error) {
            // Nobody is going to read the body, so nobody minds that it cannot be read.
        }
    }
}
