package dev.inlay.app;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
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
}
