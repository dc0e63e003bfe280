package dev.inlay.spring.apps;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Work that begins when it is asked for and ends when the test says so. */
public final class SlowWork {

    private final Sinks.Empty<Void> begun = Sinks.empty();
    private final Sinks.One<String> result = Sinks.one();

    Mono<String> begin() {
        return Mono.defer(() -> {
            begun.tryEmitEmpty();
            return result.asMono();
        });
    }

    /** Completes when somebody waits for the result. */
    public Mono<Void> begun() {
        return begun.asMono();
    }

    public void end(String value) {
        result.tryEmitValue(value);
    }
}
