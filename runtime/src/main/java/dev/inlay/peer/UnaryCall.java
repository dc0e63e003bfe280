package dev.inlay.peer;

import com.google.protobuf.ByteString;
import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.InternalInvokeResponse;
import dev.inlay.protocol.internals.v1.ServiceInvocationGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One {@code CallLocal}: the whole request in one message, the whole answer in another. */
final class UnaryCall extends ClientCall.Listener<InternalInvokeResponse> {

    private final PeerAddress address;
    private final JsonCodec json;
    private final MonoSink<InvokeResponse> sink;
    private @Nullable InternalInvokeResponse answer;

    private UnaryCall(PeerAddress address, JsonCodec json, MonoSink<InvokeResponse> sink) {
        this.address = address;
        this.json = json;
        this.sink = sink;
    }

    /** Makes the call; the request's body must be at hand. */
    static Mono<InvokeResponse> of(Channel channel, PeerAddress address, InvokeRequest request, JsonCodec json) {
        byte[] body = request.body().bytesAtHand();
        if (body == null) {
            throw new IllegalArgumentException("a streamed body cannot be sent in a unary call");
        }
        return Mono.create(sink -> {
            ClientCall<InternalInvokeRequest, InternalInvokeResponse> call =
                    channel.newCall(ServiceInvocationGrpc.getCallLocalMethod(), CallOptions.DEFAULT);
            sink.onCancel(() -> call.cancel("the caller is no longer interested", null));
            call.start(new UnaryCall(address, json, sink), new Metadata());
            call.request(2);
            call.sendMessage(RequestEnvelope.withData(request, body));
            call.halfClose();
        });
    }

    @Override
    public void onMessage(InternalInvokeResponse message) {
        answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        InternalInvokeResponse envelope = answer;
        if (!status.isOk()) {
            sink.error(PeerException.of(address, status));
        } else if (envelope == null || !envelope.hasStatus()) {
            sink.error(PeerException.protocol(address, ProtocolViolation.incompleteResponse()));
        } else {
            ByteString data = envelope.getMessage().getData().getValue();
            sink.success(ResponseEnvelope.read(envelope, MessageBody.of(data.toByteArray()), json));
        }
    }
}
