package dev.inlay.time;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How the blocking twins of the clients wait. */
public final class BlockingCalls {

    private BlockingCalls() {}

    /**
     * Waits for a call and returns its value, null if it has none. What the call fails with is thrown as it is.
     *
     * @param what the call in words, as {@code a state call}
     * @param client the client that does not wait, to be named to those who must not
     * @throws IllegalStateException on a thread that must never wait, before the call is made
     */
    public static <T> @Nullable T await(Mono<T> call, String what, String client) {
        if (Schedulers.isInNonBlockingThread()) {
            throw new IllegalStateException(what + " that blocks on thread '"
                    + Thread.currentThread().getName()
                    + "', which must not wait (expected: a thread that may; on this one, use " + client + " itself)");
        }
        try {
            return call.block();
        } catch (RuntimeException e) {
            throw Exceptions.propagate(Exceptions.unwrap(e));
        }
    }
}
