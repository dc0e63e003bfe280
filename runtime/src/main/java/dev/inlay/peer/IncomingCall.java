package dev.inlay.peer;

import dev.inlay.identity.SpiffeId;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.InternalInvokeRequestStream;
import dev.inlay.protocol.internals.v1.InternalInvokeResponseStream;
import io.dapr.v1.CommonProtos.StreamPayload;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One {@code CallLocalStream} as the callee serves it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The application is asked at the first frame, before the rest of the body is there.
 *   <li>The call is closed once: by the end of the answer, by a fault, or by the caller's cancellation; whichever comes
 *       first. {@code synchronized} holds this, because answers come on the application's threads and cancellations on
 *       gRPC's.
 *   <li>A body that the application does not read is not asked for; a body that the caller no longer wants is cancelled.
 * </ul>
 */
final class IncomingCall implements StreamObserver<InternalInvokeRequestStream>, ChunkSender.Output {

    private final LocalApplication application;
    private final @Nullable SpiffeId callerIdentity;
    private final ServerCallStreamObserver<InternalInvokeResponseStream> caller;
    private final ChunkReceiver receiver;
    private final Disposable.Swap asking = Disposables.swap();
    private boolean begun;
    private boolean closed;
    private volatile @Nullable ChunkSender sender;

    IncomingCall(
            LocalApplication application,
            @Nullable SpiffeId callerIdentity,
            ServerCallStreamObserver<InternalInvokeResponseStream> caller) {
        this.application = application;
        this.callerIdentity = callerIdentity;
        this.caller = caller;
        this.receiver = new ChunkReceiver(caller::request, () -> {});
        caller.disableAutoRequest();
        caller.setOnReadyHandler(this::onReady);
        caller.setOnCancelHandler(this::onCancelled);
    }

    /** Asks for the first frame. */
    IncomingCall begin() {
        caller.request(1);
        return this;
    }

    @Override
    public void onNext(InternalInvokeRequestStream frame) {
        try {
            if (begun) {
                onLaterFrame(frame);
            } else {
                onFirstFrame(frame);
            }
        } catch (ProtocolViolation violation) {
            receiver.fail(violation);
            close(Status.INVALID_ARGUMENT.withDescription(
                    "parsing InternalInvokeRequest error: " + violation.getMessage()));
        } catch (RefusedCallException refused) {
            receiver.fail(refused);
            close(refused.status());
        }
    }

    private void onFirstFrame(InternalInvokeRequestStream frame) {
        InternalInvokeRequest envelope = frame.getRequest();
        if (!frame.hasRequest() || !RequestEnvelope.isComplete(envelope)) {
            throw ProtocolViolation.incompleteRequest();
        }
        begun = true;
        if (frame.hasPayload()) {
            receiver.checkSequence(frame.getPayload());
        }
        InvokeRequest request = application.admit(callerIdentity, envelope, bodyOf(frame, envelope));
        String callerAppId = PeerHeaders.first(envelope.getMetadataMap(), CallerHeaders.CALLER_APP_ID);
        asking.update(application
                .ask(request, callerAppId)
                .flatMap(IncomingCall::gathered)
                .subscribe(this::answer, error -> close(LocalApplication.failure(error))));
    }

    private MessageBody bodyOf(InternalInvokeRequestStream frame, InternalInvokeRequest envelope) {
        long announced = PeerHeaders.contentLength(envelope.getMetadataMap());
        StreamPayload payload = frame.getPayload();
        if (payload.getData().size() == announced) {
            return MessageBody.of(payload.getData().toByteArray());
        }
        receiver.expectLength(announced);
        receiver.receive(payload, false);
        return MessageBody.stream(receiver.body(), announced);
    }

    private void onLaterFrame(InternalInvokeRequestStream frame) {
        if (frame.hasRequest() && !frame.getRequest().equals(InternalInvokeRequest.getDefaultInstance())) {
            throw ProtocolViolation.lateRequestEnvelope();
        }
        if (frame.hasPayload()) {
            receiver.checkSequence(frame.getPayload());
        }
        receiver.receive(frame.getPayload(), true);
    }

    @Override
    public void onCompleted() {
        if (begun) {
            receiver.complete();
        } else {
            close(Status.INVALID_ARGUMENT.withDescription("parsing InternalInvokeRequest error: "
                    + ProtocolViolation.incompleteRequest().getMessage()));
        }
    }

    @Override
    public void onError(Throwable error) {
        onCancelled();
    }

    private void onCancelled() {
        synchronized (this) {
            closed = true;
        }
        receiver.fail(new CancellationException("the caller cancelled the call"));
        asking.dispose();
        ChunkSender body = sender;
        if (body != null) {
            body.cancel();
        }
    }

    private void onReady() {
        ChunkSender body = sender;
        if (body != null) {
            body.onReady();
        }
    }

    /** A body that fits one frame is waited for: that costs less than a frame of its own for the envelope. */
    private static Mono<InvokeResponse> gathered(InvokeResponse response) {
        MessageBody body = response.body();
        if (body.isReplayable() || body.length() < 0 || body.length() > ChunkSender.CHUNK) {
            return Mono.just(response);
        }
        return body.toBytes(ChunkSender.CHUNK)
                .map(bytes -> new InvokeResponse(response.status(), response.headers(), MessageBody.of(bytes)));
    }

    private void answer(InvokeResponse response) {
        byte[] bytes = response.body().bytesAtHand();
        if (bytes != null && bytes.length <= ChunkSender.CHUNK) {
            answerWhole(response, bytes);
        } else {
            answerStreaming(response);
        }
    }

    private void answerWhole(InvokeResponse response, byte[] bytes) {
        InternalInvokeResponseStream.Builder frame =
                InternalInvokeResponseStream.newBuilder().setResponse(ResponseEnvelope.withoutData(response));
        if (bytes.length > 0) {
            frame.setPayload(ChunkSender.payload(ByteBuffer.wrap(bytes), 0));
        }
        send(frame.build());
        finish();
    }

    private void answerStreaming(InvokeResponse response) {
        send(InternalInvokeResponseStream.newBuilder()
                .setResponse(ResponseEnvelope.withoutData(response))
                .build());
        ChunkSender body = new ChunkSender(response.body().stream(), Context.empty(), this);
        sender = body;
        boolean gone;
        synchronized (this) {
            gone = closed;
        }
        if (gone) {
            response.body().release();
        } else {
            body.onReady();
        }
    }

    @Override
    public boolean isReady() {
        return caller.isReady();
    }

    @Override
    public void send(StreamPayload payload) {
        send(InternalInvokeResponseStream.newBuilder().setPayload(payload).build());
    }

    private synchronized void send(InternalInvokeResponseStream frame) {
        if (!closed) {
            caller.onNext(frame);
        }
    }

    @Override
    public synchronized void finish() {
        if (!closed) {
            closed = true;
            caller.onCompleted();
        }
    }

    @Override
    public void abort(Throwable error) {
        close(LocalApplication.failure(error));
    }

    private void close(Status status) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            caller.onError(status.asRuntimeException());
        }
        asking.dispose();
        ChunkSender body = sender;
        if (body != null) {
            body.cancel();
        }
    }
}
