package dev.inlay.api.http;

import dev.inlay.message.InvokeResponse;
import reactor.core.publisher.Mono;

/** Answers the calls of one route. Fails with an {@link dev.inlay.error.InlayException} that says what is wrong. */
@FunctionalInterface
interface Endpoint {

    Mono<InvokeResponse> answer(Call call);
}
