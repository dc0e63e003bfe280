package dev.inlay.app;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One call under a {@link ConcurrencyLimit}: waiting, then with the application, then with whoever reads its answer.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>It gives its place back once: when there will be no answer, when the answer has no body to be read, or when the
 *       body has ended, which is by its end, its failure, or whoever reads it leaving.
 *   <li>Somebody ends every body. The caller has it with the answer; a caller that leaves at the moment in which the answer
 *       comes, and perhaps never sees it, has left the body to this call. Whoever reads it after all waits in vain.
 *   <li>A caller that leaves from within the hand-over keeps the answer: so do operators that want the first value only.
 * </ul>
 */
final class LimitedCall implements Subscription {

    private final ConcurrencyLimit limit;
    private final CoreSubscriber<? super InvokeResponse> caller;
    private final Asking asking = new Asking();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Mono<InvokeResponse> question;
    private boolean requested;
    private boolean placed;
    private boolean abandoned;
    private @Nullable InvokeResponse undelivered;
    private @Nullable HeldBody body;
    private @Nullable Thread handingOver;

    /** @param question asks the application; it will be when there is a place */
    LimitedCall(ConcurrencyLimit limit, Mono<InvokeResponse> question, CoreSubscriber<? super InvokeResponse> caller) {
        this.limit = limit;
        this.question = question;
        this.caller = caller;
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** The call has got a place. */
    void handOn() {
        boolean unwanted;
        synchronized (this) {
            placed = true;
            unwanted = abandoned;
        }
        if (unwanted) {
            end();
        } else {
            question.subscribe(asking);
        }
    }

    @Override
    public void request(long count) {
        InvokeResponse answer;
        synchronized (this) {
            requested = true;
            answer = undelivered;
            undelivered = null;
        }
        if (answer != null) {
            handOver(answer);
        }
    }

    @Override
    public void cancel() {
        HeldBody unread;
        boolean asked;
        synchronized (this) {
            if (handingOver == Thread.currentThread()) {
                return;
            }
            abandoned = true;
            undelivered = null;
            unread = body;
            asked = placed;
        }
        if (unread != null) {
            unread.giveUp();
        } else if (!limit.withdraw(this) && asked) {
            asking.cancel();
            end();
        }
    }

    private void answer(InvokeResponse answer) {
        HeldBody held = new HeldBody(answer.body());
        InvokeResponse holding = held.isAtHand() ? answer : answer.withBody(held.toBody());
        boolean unwanted;
        boolean deliver;
        synchronized (this) {
            unwanted = abandoned;
            deliver = requested && !unwanted;
            body = held;
            undelivered = deliver || unwanted ? null : holding;
        }
        if (held.isAtHand()) {
            end();
        } else if (unwanted) {
            held.giveUp();
        }
        if (deliver) {
            handOver(holding);
        }
    }

    private void handOver(InvokeResponse answer) {
        synchronized (this) {
            handingOver = Thread.currentThread();
        }
        caller.onNext(answer);
        caller.onComplete();
        synchronized (this) {
            handingOver = null;
        }
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            limit.giveBack();
        }
    }

    /** What the application says. */
    private final class Asking extends BaseSubscriber<InvokeResponse> {

        private boolean answered;

        @Override
        public Context currentContext() {
            return caller.currentContext();
        }

        @Override
        protected void hookOnNext(InvokeResponse answer) {
            answered = true;
            answer(answer);
        }

        @Override
        protected void hookOnError(Throwable error) {
            end();
            if (!isAbandoned()) {
                caller.onError(error);
            }
        }

        @Override
        protected void hookOnComplete() {
            if (!answered) {
                end();
                caller.onComplete();
            }
        }
    }

    /** A body that one reader may have. */
    private final class HeldBody {

        private final MessageBody original;
        private final AtomicBoolean taken = new AtomicBoolean();

        HeldBody(MessageBody original) {
            this.original = original;
        }

        boolean isAtHand() {
            return original.isReplayable();
        }

        MessageBody toBody() {
            Flux<ByteBuffer> stream = Flux.defer(() ->
                    taken.compareAndSet(false, true) ? original.stream().doFinally(signal -> end()) : Flux.never());
            return MessageBody.stream(stream, original.length());
        }

        void giveUp() {
            if (taken.compareAndSet(false, true)) {
                original.release();
                end();
            }
        }
    }
}
