package dev.inlay.app;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whether an application can take calls. Thread-safe. */
public interface AppHealth {

    /** Whether it can now. */
    boolean isHealthy();

    /**
     * Whether it can now, and then every change: true when it has become healthy, false when it no longer is. Whoever
     * brings messages to the application stops and starts again by this. Ends when the health is no longer watched.
     */
    Flux<Boolean> states();

    /** Completes as soon as the application is healthy. */
    default Mono<Void> awaitHealthy() {
        return states().filter(healthy -> healthy).next().then();
    }

    /** The health of an application that nobody watches: it is taken as healthy. */
    static AppHealth unwatched() {
        return Unwatched.INSTANCE;
    }

    /** Healthy, always. */
    enum Unwatched implements AppHealth {
        INSTANCE;

        @Override
        public boolean isHealthy() {
            return true;
        }

        @Override
        public Flux<Boolean> states() {
            return Flux.just(true);
        }
    }
}
