package dev.inlay.invoke;

import dev.inlay.message.InvokeResponse;
import dev.inlay.peer.PeerException;
import dev.inlay.resiliency.Outcomes;
import dev.inlay.resiliency.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * What an answer means to a policy: a status outside 200 to 399 is a failure. A request whose body streams cannot be made
 * again, so whatever the application answers is passed on; to circuit breakers its failure is one like any other.
 */
enum AppOutcomes implements Outcomes<InvokeResponse> {
    REPLAYABLE,
    STREAMING;

    private static final int FIRST_GOOD = 200;
    private static final int FIRST_BAD = 400;

    @Override
    public @Nullable StatusCode failureOf(InvokeResponse response) {
        boolean good = response.status() >= FIRST_GOOD && response.status() < FIRST_BAD;
        return good ? null : StatusCode.http(response.status());
    }

    @Override
    public @Nullable StatusCode statusOf(Throwable error) {
        return error instanceof PeerException fault ? fault.statusCode() : null;
    }

    @Override
    public boolean isRetryable(Throwable error) {
        return this == REPLAYABLE;
    }

    @Override
    public void discard(InvokeResponse response) {
        response.body().release();
    }
}
