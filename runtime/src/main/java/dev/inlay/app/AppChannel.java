package dev.inlay.app;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import io.grpc.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The way to the application that this runtime serves. Whether it is in the same process or behind a socket is known
 * here only.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface AppChannel {

    /**
     * Hands a request to the application. An answer with an error status is an answer; the publisher fails only if the
     * application could not be asked.
     */
    Mono<InvokeResponse> invoke(InvokeRequest request);

    /**
     * The way for calls of the application's own gRPC services, which are handed through as they are. It takes away a
     * caller's {@code dapr-api-token} and shows the runtime's. Null for an application that does not speak gRPC.
     */
    default @Nullable Channel grpc() {
        return null;
    }
}
