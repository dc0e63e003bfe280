package dev.inlay.message;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;

/**
 * A body, with the knowledge whether any of it has been read. One that was not may be sent again with the next attempt,
 * and is given up when there is none. Thread-safe.
 */
public final class UnreadBody {

    private final MessageBody body;
    private final MessageBody guarded;
    private final AtomicBoolean read = new AtomicBoolean();

    public UnreadBody(MessageBody body) {
        this.body = body;
        this.guarded = body.isReplayable()
                ? body
                : MessageBody.stream(
                        Flux.defer(() -> read.compareAndSet(false, true)
                                ? body.stream()
                                : Flux.error(new IllegalStateException("the body was already read"))),
                        body.length());
    }

    /** The body to send. */
    public MessageBody body() {
        return guarded;
    }

    /** Whether there is something to send with another attempt. */
    public boolean canBeSentAgain() {
        return body.isReplayable() || !read.get();
    }

    /** Gives the body up if nobody has begun to read it. */
    public void release() {
        if (!body.isReplayable() && read.compareAndSet(false, true)) {
            body.release();
        }
    }
}
