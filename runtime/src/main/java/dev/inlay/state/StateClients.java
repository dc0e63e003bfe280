package dev.inlay.state;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.ComponentLookup;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the clients of the state building block. */
public final class StateClients {

    private final StoreClient.Environment environment;
    private final Map<String, RawStateClient> known = new ConcurrentHashMap<>();

    private StateClients(StoreClient.Environment environment) {
        this.environment = environment;
    }

    /**
     * The client for applications.
     *
     * @param defaultStore the component name of the store that is meant where none is named
     * @param codec how values become JSON
     */
    public static StateClient of(
            ComponentLookup components,
            String defaultStore,
            ResiliencyPolicies policies,
            Telemetry telemetry,
            JsonCodec codec) {
        return of(raw(components, defaultStore, policies, telemetry), codec);
    }

    /** The client for applications on top of a raw one. */
    public static StateClient of(RawStateClient raw, JsonCodec codec) {
        return new DefaultStateClient(raw, codec);
    }

    /**
     * The client for protocols, which have bytes at hand.
     *
     * @param defaultStore the component name of the store that is meant where none is named
     */
    public static RawStateClient raw(
            ComponentLookup components, String defaultStore, ResiliencyPolicies policies, Telemetry telemetry) {
        return new StateClients(new StoreClient.Environment(components, policies, telemetry)).client(defaultStore);
    }

    /** Keeps the clients of stores that exist; names that a caller made up must not fill the memory. */
    private RawStateClient client(String name) {
        RawStateClient client = known.get(name);
        if (client != null) {
            return client;
        }
        RawStateClient made = new StoreClient(environment, this::client, name);
        return environment.components().find(StateStore.class, name) == null
                ? made
                : known.computeIfAbsent(name, any -> made);
    }
}
