package dev.inlay.component.middleware;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import java.nio.ByteBuffer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes the body of every request in capitals. To see whether a pipeline works. */
final class UppercaseMiddleware extends LocalMiddleware {

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return next.apply(request.withBody(capitals(request.body())));
    }

    /** The length of a stream is not known beforehand: a letter and its capital may take different numbers of bytes. */
    private static MessageBody capitals(MessageBody body) {
        byte[] bytes = body.bytesAtHand();
        if (bytes == null) {
            return MessageBody.stream(capitals(body.stream()));
        }
        UppercaseText text = new UppercaseText();
        ByteBuffer letters = text.next(ByteBuffer.wrap(bytes));
        ByteBuffer rest = text.end();
        byte[] all = new byte[letters.remaining() + rest.remaining()];
        ByteBuffer.wrap(all).put(letters).put(rest);
        return MessageBody.of(all);
    }

    private static Flux<ByteBuffer> capitals(Flux<ByteBuffer> pieces) {
        return Flux.defer(() -> {
            UppercaseText text = new UppercaseText();
            return pieces.map(text::next)
                    .concatWith(Mono.fromSupplier(text::end))
                    .filter(ByteBuffer::hasRemaining);
        });
    }
}
