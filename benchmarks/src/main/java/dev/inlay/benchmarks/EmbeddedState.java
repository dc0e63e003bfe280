package dev.inlay.benchmarks;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.state.StateClient;
import dev.inlay.state.StateClients;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Map;

/** The state client of an embedded runtime, with a store on a Redis. */
final class EmbeddedState implements AutoCloseable {

    private static final String STORE = "statestore";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ComponentRegistry components;
    private final StateClient client;

    EmbeddedState(String appId, int redisPort) {
        JsonCodec json = JsonCodec.standard();
        this.components = ComponentRegistry.builder(new AppIdentity(appId, ""), TimeSource.system(), json)
                .component(STORE, "state.redis", "v1", Map.of("redisHost", "127.0.0.1:" + redisPort), "the benchmark")
                .build();
        components.start().block(LIMIT);
        this.client = StateClients.of(components, STORE, ResiliencyPolicies.none(), Telemetry.none(), json);
    }

    StateClient client() {
        return client;
    }

    @Override
    public void close() {
        components.close().block(LIMIT);
    }
}
