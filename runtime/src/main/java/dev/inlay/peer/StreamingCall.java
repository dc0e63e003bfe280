package dev.inlay.peer;

import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.protocol.internals.v1.InternalInvokeRequestStream;
import dev.inlay.protocol.internals.v1.InternalInvokeResponse;
import dev.inlay.protocol.internals.v1.InternalInvokeResponseStream;
import io.dapr.v1.CommonProtos.StreamPayload;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One {@code CallLocalStream} as the caller makes it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The answer is emitted once, at its first frame; before it, any end of the call is an error of the sink, after
 *       it an error of the answer's body.
 *   <li>Whoever loses interest (the sink before the answer, the reader of the body after it) cancels the call, and the
 *       end of the call cancels the sending of the request's body. So neither side is left with half a call.
 *   <li>The first frame leaves before anything of the body does: until then {@link #sender} is null, so that gRPC's
 *       {@link #onReady()}, which comes on another thread, finds nothing to send.
 *   <li>An answer that came whole in its first frame is handed on as bytes; the call then ends by itself.
 * </ul>
 */
final class StreamingCall extends ClientCall.Listener<InternalInvokeResponseStream> implements ChunkSender.Output {

    private final ClientCall<InternalInvokeRequestStream, InternalInvokeResponseStream> call;
    private final PeerAddress address;
    private final InvokeRequest request;
    private final JsonCodec json;
    private final MonoSink<InvokeResponse> sink;
    private final ChunkReceiver receiver;
    private volatile @Nullable ChunkSender sender;
    private volatile boolean closed;
    private boolean answered;
    private boolean answeredWhole;
    private volatile @Nullable Throwable ownFault;

    StreamingCall(
            ClientCall<InternalInvokeRequestStream, InternalInvokeResponseStream> call,
            PeerAddress address,
            InvokeRequest request,
            JsonCodec json,
            MonoSink<InvokeResponse> sink) {
        this.call = call;
        this.address = address;
        this.request = request;
        this.json = json;
        this.sink = sink;
        this.receiver = new ChunkReceiver(call::request, this::abandon);
    }

    void start() {
        sink.onCancel(this::abandon);
        MessageBody body = request.body();
        byte[] bytes = body.bytesAtHand();
        InternalInvokeRequestStream.Builder first =
                InternalInvokeRequestStream.newBuilder().setRequest(RequestEnvelope.withoutData(request));
        ChunkSender rest = null;
        if (bytes == null || bytes.length > ChunkSender.CHUNK) {
            rest = new ChunkSender(body.stream(), sink.contextView(), this);
        } else if (bytes.length > 0) {
            first.setPayload(ChunkSender.payload(ByteBuffer.wrap(bytes), 0));
        }
        call.start(this, new Metadata());
        call.request(1);
        call.sendMessage(first.build());
        if (rest == null) {
            call.halfClose();
            return;
        }
        sender = rest;
        if (closed) {
            rest.cancel();
        } else {
            rest.onReady();
        }
    }

    private void abandon() {
        call.cancel("the caller is no longer interested", null);
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public void send(StreamPayload payload) {
        call.sendMessage(
                InternalInvokeRequestStream.newBuilder().setPayload(payload).build());
    }

    @Override
    public void finish() {
        call.halfClose();
    }

    @Override
    public void abort(Throwable error) {
        ownFault = error;
        call.cancel("the request's body broke", error);
    }

    @Override
    public void onReady() {
        ChunkSender rest = sender;
        if (rest != null) {
            rest.onReady();
        }
    }

    @Override
    public void onMessage(InternalInvokeResponseStream frame) {
        try {
            if (answered) {
                onLaterFrame(frame);
            } else {
                onFirstFrame(frame);
            }
        } catch (ProtocolViolation violation) {
            ownFault = PeerException.protocol(address, violation);
            call.cancel(violation.getMessage(), violation);
        }
    }

    private void onFirstFrame(InternalInvokeResponseStream frame) {
        InternalInvokeResponse envelope = frame.getResponse();
        if (!frame.hasResponse() || !envelope.hasStatus()) {
            throw ProtocolViolation.incompleteResponse();
        }
        if (frame.hasPayload()) {
            receiver.checkSequence(frame.getPayload());
        }
        MessageBody body = bodyOf(frame, envelope);
        answered = true;
        if (answeredWhole) {
            call.request(1);
        }
        sink.success(ResponseEnvelope.read(envelope, body, json));
    }

    private MessageBody bodyOf(InternalInvokeResponseStream frame, InternalInvokeResponse envelope) {
        long announced = PeerHeaders.contentLength(envelope.getHeadersMap());
        boolean bodiless = announced == 0 || request.verb().equals("HEAD") || ResponseEnvelope.isGrpcError(envelope);
        if (bodiless || frame.getPayload().getData().size() == announced) {
            answeredWhole = true;
            return bodiless
                    ? MessageBody.empty()
                    : MessageBody.of(frame.getPayload().getData().toByteArray());
        }
        receiver.expectLength(announced);
        receiver.receive(frame.getPayload(), false);
        return MessageBody.stream(receiver.body(), announced);
    }

    private void onLaterFrame(InternalInvokeResponseStream frame) {
        if (frame.hasResponse()) {
            throw ProtocolViolation.lateResponseEnvelope();
        }
        if (frame.hasPayload()) {
            receiver.checkSequence(frame.getPayload());
        }
        if (answeredWhole) {
            call.request(1);
        } else {
            receiver.receive(frame.getPayload(), true);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        closed = true;
        ChunkSender rest = sender;
        if (rest != null) {
            rest.cancel();
        }
        Throwable fault = ownFault;
        if (fault == null && !status.isOk()) {
            fault = PeerException.of(address, status);
        }
        if (!answered) {
            sink.error(fault == null ? PeerException.protocol(address, ProtocolViolation.incompleteResponse()) : fault);
        } else if (fault == null) {
            receiver.complete();
        } else {
            receiver.fail(fault);
        }
    }
}
