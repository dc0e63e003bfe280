package dev.inlay.sidecar.life;

import reactor.core.publisher.Mono;

/** One run of the runtime, from its start to its end. Each method is called once at most; {@link #stop} comes last. */
public interface Run {

    /** Completes when everything is initialised. Fails with what the process has to end for. */
    Mono<Void> start();

    /** Fails when something breaks for good after the start; completes never. */
    Mono<Void> failure();

    /** Takes no more events from outside; calls of the application are still served. */
    void quiesce();

    /** Completes when the application reports that it is not healthy. */
    Mono<Void> appUnhealthy();

    /** Ends the run, whatever it has come to: takes no new calls, waits for those under way, closes everything. */
    Mono<Void> stop();
}
