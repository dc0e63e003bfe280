package dev.inlay.app;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Gives an application so many calls at a time; others wait, first come, first served.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A call occupies a place from the moment it is handed on until it {@linkplain LimitedCall says} that it has ended,
 *       which it does once. A call that leaves the queue never had one.
 *   <li>Calls are handed on outside of the lock and never from within one another: {@link #draining} counts who asks for
 *       it, and the first does it for all.
 * </ul>
 */
final class ConcurrencyLimit implements AppChannel {

    private final AppChannel application;
    private final Set<LimitedCall> waiting = new LinkedHashSet<>();
    private final AtomicInteger draining = new AtomicInteger();
    private int free;

    ConcurrencyLimit(AppChannel application, int places) {
        this.application = application;
        this.free = places;
    }

    @Override
    public Mono<InvokeResponse> invoke(InvokeRequest request) {
        Mono<InvokeResponse> question = Mono.defer(() -> application.invoke(request));
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super InvokeResponse> caller) {
                LimitedCall call = new LimitedCall(ConcurrencyLimit.this, question, caller);
                caller.onSubscribe(call);
                enqueue(call);
                drain();
            }
        };
    }

    private void enqueue(LimitedCall call) {
        synchronized (waiting) {
            waiting.add(call);
        }
    }

    /** Takes a call out of the queue; false if it is no longer there. */
    boolean withdraw(LimitedCall call) {
        synchronized (waiting) {
            return waiting.remove(call);
        }
    }

    /** A call has ended. */
    void giveBack() {
        synchronized (waiting) {
            free++;
        }
        drain();
    }

    private @Nullable LimitedCall takeNext() {
        synchronized (waiting) {
            Iterator<LimitedCall> calls = waiting.iterator();
            if (free == 0 || !calls.hasNext()) {
                return null;
            }
            LimitedCall next = calls.next();
            calls.remove();
            free--;
            return next;
        }
    }

    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int asked = 1;
        do {
            for (LimitedCall next = takeNext(); next != null; next = takeNext()) {
                next.handOn();
            }
            asked = draining.addAndGet(-asked);
        } while (asked != 0);
    }
}
