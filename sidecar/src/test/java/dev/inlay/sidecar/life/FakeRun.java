package dev.inlay.sidecar.life;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A run that does what the test says, and tells what it was asked for. */
final class FakeRun implements Run {

    final RunControl control;
    final List<String> asked = new ArrayList<>();
    final Sinks.Empty<Void> started = Sinks.empty();
    final Sinks.Empty<Void> failure = Sinks.empty();
    final Sinks.Empty<Void> unhealthy = Sinks.empty();
    final Sinks.Empty<Void> stopped = Sinks.empty();

    FakeRun(RunControl control) {
        this.control = control;
    }

    @Override
    public Mono<Void> start() {
        return started.asMono().doOnSubscribe(subscribed -> asked.add("start"));
    }

    @Override
    public Mono<Void> failure() {
        return failure.asMono();
    }

    @Override
    public void quiesce() {
        asked.add("quiesce");
    }

    @Override
    public Mono<Void> appUnhealthy() {
        return unhealthy.asMono();
    }

    @Override
    public Mono<Void> stop() {
        return stopped.asMono().doOnSubscribe(subscribed -> asked.add("stop"));
    }
}
