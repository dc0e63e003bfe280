package dev.inlay.peer;

import dev.inlay.message.MessageBody;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;

/**
 * A request's body, with the knowledge whether any of it has been read. A body that was not may be sent again with the
 * next attempt, and is given up when there is none. Thread-safe.
 */
final class UnreadBody {

    private final MessageBody body;
    private final MessageBody guarded;
    private final AtomicBoolean read = new AtomicBoolean();

    UnreadBody(MessageBody body) {
        this.body = body;
        this.guarded = body.isReplayable()
                ? body
                : MessageBody.stream(
                        Flux.defer(() -> read.compareAndSet(false, true)
                                ? body.stream()
                                : Flux.error(new IllegalStateException("the request's body was already read"))),
                        body.length());
    }

    /** The body to send. */
    MessageBody body() {
        return guarded;
    }

    boolean canBeSentAgain() {
        return body.isReplayable() || !read.get();
    }

    void release() {
        if (!body.isReplayable() && read.compareAndSet(false, true)) {
            body.release();
        }
    }
}
