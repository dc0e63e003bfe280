package dev.inlay.testkit.state;

import reactor.core.publisher.Mono;

/** What one of several writers at the same time does. */
@FunctionalInterface
interface WriterCall {

    Mono<Void> by(int writer);
}
