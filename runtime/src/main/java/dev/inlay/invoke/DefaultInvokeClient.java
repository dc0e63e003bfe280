package dev.inlay.invoke;

import dev.inlay.codec.TypeRef;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.time.BlockingCalls;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Values in, values out, over whatever dispatches requests. */
final class DefaultInvokeClient implements InvokeClient {

    private final Function<InvokeRequest, Mono<InvokeResponse>> dispatch;
    private final TypedBodies bodies;
    private final BlockingInvokeClient blocking = new Blocking();

    DefaultInvokeClient(Function<InvokeRequest, Mono<InvokeResponse>> dispatch, TypedBodies bodies) {
        this.dispatch = dispatch;
        this.bodies = bodies;
    }

    @Override
    public Mono<InvokeResponse> exchange(InvokeRequest request) {
        return dispatch.apply(request);
    }

    @Override
    public <T> Mono<T> invoke(String verb, String appId, String path, @Nullable Object body, TypeRef<T> type) {
        return Mono.defer(() -> {
            InvokeRequest request = bodies.write(request(verb, appId, path), body);
            return dispatch.apply(request).flatMap(response -> bodies.read(request, response, type));
        });
    }

    private static InvokeRequest request(String verb, String appId, String path) {
        int mark = path.indexOf('?');
        String method = mark < 0 ? path : path.substring(0, mark);
        String query = mark < 0 ? "" : path.substring(mark + 1);
        return new InvokeRequest(appId, verb, method, query, MessageHeaders.empty(), MessageBody.empty());
    }

    @Override
    public BlockingInvokeClient blocking() {
        return blocking;
    }

    private final class Blocking implements BlockingInvokeClient {
        @Override
        public <T> @Nullable T invoke(String verb, String appId, String path, @Nullable Object body, TypeRef<T> type) {
            return BlockingCalls.await(
                    DefaultInvokeClient.this.invoke(verb, appId, path, body, type),
                    "a call of " + appId,
                    "InvokeClient");
        }
    }
}
