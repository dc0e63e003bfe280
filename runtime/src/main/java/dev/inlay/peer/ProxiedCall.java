package dev.inlay.peer;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.resiliency.Outcomes;
import dev.inlay.resiliency.Policy;
import dev.inlay.resiliency.StatusCode;
import dev.inlay.time.TimeSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One call that is passed on, message by message, from the caller to the callee and back.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A message is asked of one side only when the other can take it, so a stream of any length occupies the memory of
 *       a few messages.
 *   <li>The call may be attempted again only while every message that has come is still held, and that is never more than
 *       two; and only before the caller has seen any of the answer.
 *   <li>A caller who has not ended its side after {@link #UNARY_WITHIN}, or sends a second message, makes a stream:
 *       neither timeout nor retry touches it from then on.
 *   <li>The caller's side is closed once. {@code synchronized} holds all this, because caller, callee and policy come on
 *       different threads.
 * </ul>
 */
final class ProxiedCall extends ServerCall.Listener<byte[]> implements Outcomes<Void> {

    /** A unary caller ends its side along with its only message; this is for slow networks and big messages. */
    private static final Duration UNARY_WITHIN = Duration.ofMillis(100);

    private final ServerCall<byte[], byte[]> caller;
    private final Metadata callerHeaders;
    private final ProxyRoute route;
    private final @Nullable Deadline deadline = Context.current().getDeadline();
    private final Disposable.Swap asking = Disposables.swap();
    private final Disposable.Swap unaryTimer = Disposables.swap();
    private final List<byte[]> held = new ArrayList<>();
    private int received;
    private boolean halfClosed;
    private boolean hasPolicy;
    private boolean isStream;
    private boolean owesRequest;
    private boolean owesAnswerRequest;
    private boolean ended;
    private @Nullable ProxyAttempt attempt;

    ProxiedCall(ServerCall<byte[], byte[]> caller, Metadata callerHeaders, ProxyRoute route) {
        this.caller = caller;
        this.callerHeaders = callerHeaders;
        this.route = route;
    }

    /** Passes the call on, outside of any policy if it is known to be a stream. */
    ProxiedCall begin(Policy policy, boolean stream, TimeSource time) {
        caller.request(1);
        hasPolicy = policy != Policy.none() && !stream;
        if (!hasPolicy) {
            asking.update(attempts().subscribe(done -> {}, this::fail));
            return this;
        }
        unaryTimer.update(
                time.scheduler().schedule(this::onNoEndInTime, UNARY_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        asking.update(policy.run(this::attempts, this).subscribe(done -> {}, this::fail));
        return this;
    }

    /** An attempt, and another one on a new connection if only the connection was at fault. */
    private Mono<Void> attempts() {
        return attempt()
                .onErrorResume(
                        ProxyFault.class,
                        fault -> fault.isConnectionFault() && canBeMadeAgain() ? attempt() : Mono.error(fault));
    }

    private Mono<Void> attempt() {
        return Mono.defer(route::find).flatMap(end -> Mono.<Void>create(outcome -> open(end.channel(), outcome))
                .doOnError(ProxyFault.class, fault -> {
                    if (fault.isConnectionFault()) {
                        end.reconnect().run();
                    }
                }));
    }

    private void open(Channel channel, MonoSink<Void> outcome) {
        MethodDescriptor<byte[], byte[]> method = caller.getMethodDescriptor();
        // The deadline is handed on here, cancellation by onCancel: the context of this thread may be another call's.
        CallOptions options = deadline == null ? CallOptions.DEFAULT : CallOptions.DEFAULT.withDeadline(deadline);
        Context outside = Context.ROOT.attach();
        try {
            ProxyAttempt made = new ProxyAttempt(this, channel.newCall(method, options), outcome);
            outcome.onCancel(() -> giveUp(made));
            begin(made, outcome);
        } finally {
            Context.ROOT.detach(outside);
        }
    }

    private synchronized void begin(ProxyAttempt made, MonoSink<Void> outcome) {
        if (ended) {
            outcome.success();
            return;
        }
        attempt = made;
        made.start(route.headers(callerHeaders));
        if (attempt != made) {
            // It failed at once, and the next one may have begun.
            return;
        }
        held.forEach(made::send);
        if (halfClosed) {
            made.halfClose();
        }
        if (isStream) {
            settle(made);
        }
    }

    private void giveUp(ProxyAttempt late) {
        synchronized (this) {
            if (attempt == late) {
                attempt = null;
            }
        }
        late.cancel("the attempt took too long or is no longer wanted");
    }

    private synchronized boolean canBeMadeAgain() {
        return !ended && received == held.size();
    }

    // From the caller.

    @Override
    public synchronized void onMessage(byte[] message) {
        isStream |= ++received > 1;
        ProxyAttempt present = attempt;
        if (present == null) {
            held.add(message);
        } else {
            present.send(message);
            if (isStream) {
                settle(present);
            } else if (!present.isSettled()) {
                held.add(message);
            }
        }
        if (present != null && present.isReady()) {
            caller.request(1);
        } else {
            owesRequest = true;
        }
    }

    @Override
    public synchronized void onHalfClose() {
        halfClosed = true;
        unaryTimer.dispose();
        if (attempt != null) {
            attempt.halfClose();
        }
    }

    @Override
    public synchronized void onReady() {
        if (owesAnswerRequest && attempt != null) {
            owesAnswerRequest = false;
            attempt.requestOne();
        }
    }

    @Override
    public void onCancel() {
        ProxyAttempt present;
        synchronized (this) {
            ended = true;
            held.clear();
            present = attempt;
            attempt = null;
        }
        unaryTimer.dispose();
        asking.dispose();
        if (present != null) {
            present.cancel("the caller cancelled the call");
        }
    }

    private synchronized void onNoEndInTime() {
        isStream = true;
        if (attempt != null) {
            settle(attempt);
        }
    }

    // From the callee.

    synchronized void onCalleeReady(ProxyAttempt by) {
        if (owesRequest && by == attempt) {
            owesRequest = false;
            caller.request(1);
        }
    }

    synchronized void onAnswerHeaders(ProxyAttempt by, Metadata headers) {
        if (by != attempt) {
            return;
        }
        by.hold(headers);
        if (by.isSettled() || !hasPolicy) {
            settle(by);
        }
    }

    synchronized void onAnswer(ProxyAttempt by, byte[] message) {
        if (by != attempt) {
            return;
        }
        settle(by);
        caller.sendMessage(message);
        if (caller.isReady()) {
            by.requestOne();
        } else {
            owesAnswerRequest = true;
        }
    }

    void onAnswerEnd(ProxyAttempt by, Status status, Metadata trailers) {
        synchronized (this) {
            if (by != attempt) {
                return;
            }
            if (by.isSettled() || status.isOk()) {
                settle(by);
                end(status, trailers);
                return;
            }
            attempt = null;
        }
        by.fail(new ProxyFault(status, trailers));
    }

    /** From here on the attempt is the only one, and what it answers is the answer. */
    private void settle(ProxyAttempt present) {
        boolean first = !present.isSettled();
        Metadata headers = present.settle();
        if (headers != null) {
            caller.sendHeaders(headers);
        }
        if (first) {
            held.clear();
            present.succeed();
        }
    }

    private synchronized void fail(Throwable error) {
        if (error instanceof ProxyFault fault) {
            end(fault.status(), fault.trailers());
        } else {
            end(statusOfFailure(error), new Metadata());
        }
    }

    private void end(Status status, Metadata trailers) {
        if (!ended) {
            ended = true;
            held.clear();
            attempt = null;
            unaryTimer.dispose();
            caller.close(status, trailers);
        }
    }

    /** An application that cannot be found is UNKNOWN to callers of Dapr. */
    private static Status statusOfFailure(Throwable error) {
        Status status = error instanceof InlayException known && known.code() != ErrorCode.DIRECT_INVOKE
                ? Status.fromCodeValue(known.grpcStatus().number())
                : Status.UNKNOWN;
        return status.withDescription(error.getMessage()).withCause(error);
    }

    // What a policy makes of a failed attempt.

    @Override
    public @Nullable StatusCode statusOf(Throwable error) {
        return error instanceof ProxyFault fault
                ? StatusCode.grpc(fault.status().getCode().value())
                : null;
    }

    @Override
    public boolean isRetryable(Throwable error) {
        return canBeMadeAgain();
    }
}
