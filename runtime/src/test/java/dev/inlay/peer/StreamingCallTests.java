package dev.inlay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.protocol.internals.v1.InternalInvokeRequestStream;
import dev.inlay.protocol.internals.v1.InternalInvokeResponseStream;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class StreamingCallTests {

    private final RecordingCall call = new RecordingCall();

    @Test
    void nothingOfTheBodyLeavesBeforeTheFirstFrameHoweverEarlyTheConnectionIsReady() {
        call.readyWhileSendingTheFirstFrame = true;
        exchange(Flux.just(bytes(1), bytes(2))).subscribe();

        assertThat(call.sent)
                .extracting(InternalInvokeRequestStream::hasRequest)
                .containsExactly(true, false, false);
        assertThat(call.sent.subList(1, 3))
                .extracting(frame -> frame.getPayload().getSeq())
                .containsExactly(0L, 1L);
        assertThat(call.halfClosed).isTrue();
    }

    @Test
    void aBodyIsNotReadIfTheCallHasEndedWhileItsFirstFrameWasSent() {
        AtomicBoolean isRead = new AtomicBoolean();
        call.closesWhileSendingTheFirstFrame = true;
        exchange(Flux.just(bytes(1)).doOnSubscribe(subscription -> isRead.set(true)))
                .onErrorComplete(PeerException.class)
                .subscribe();

        assertThat(isRead).isFalse();
    }

    private Mono<InvokeResponse> exchange(Flux<ByteBuffer> body) {
        InvokeRequest request = new InvokeRequest("orders", "POST", "neworder").withBody(MessageBody.stream(body));
        return Mono.create(sink -> new StreamingCall(
                        call, new PeerAddress("127.0.0.1", 50002), request, JsonCodec.standard(), sink)
                .start());
    }

    private static ByteBuffer bytes(int content) {
        return ByteBuffer.wrap(new byte[] {(byte) content});
    }

    /** Plays gRPC's event loop at the worst moment: within the sending of the first frame. */
    private static final class RecordingCall
            extends ClientCall<InternalInvokeRequestStream, InternalInvokeResponseStream> {

        private final List<InternalInvokeRequestStream> sent = new ArrayList<>();
        private boolean readyWhileSendingTheFirstFrame;
        private boolean closesWhileSendingTheFirstFrame;
        private boolean halfClosed;
        private @Nullable Listener<InternalInvokeResponseStream> listener;

        @Override
        public void start(Listener<InternalInvokeResponseStream> responses, Metadata headers) {
            listener = responses;
        }

        @Override
        public void sendMessage(InternalInvokeRequestStream message) {
            Listener<InternalInvokeResponseStream> started = listener;
            if (started != null && sent.isEmpty() && readyWhileSendingTheFirstFrame) {
                readyWhileSendingTheFirstFrame = false;
                started.onReady();
            }
            if (started != null && closesWhileSendingTheFirstFrame) {
                started.onClose(Status.UNAVAILABLE, new Metadata());
            }
            sent.add(message);
        }

        @Override
        public void halfClose() {
            halfClosed = true;
        }

        @Override
        public void request(int numMessages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}
    }
}
