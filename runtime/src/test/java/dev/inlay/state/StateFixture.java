package dev.inlay.state;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.ComponentStatus;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.InlayObservation;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A client on scripted stores, of application {@code app} in namespace {@code ns}. */
final class StateFixture implements ComponentLookup, Telemetry {

    static final Duration LIMIT = Duration.ofSeconds(10);

    final Map<String, Handle> handles = new LinkedHashMap<>();
    final List<String> observed = new ArrayList<>();
    final ScriptedStore store = new ScriptedStore();
    final StateClient client;
    final RawStateClient raw;

    StateFixture() {
        this(Map.of(), ResiliencyPolicies.none());
    }

    StateFixture(Map<String, String> metadata, ResiliencyPolicies policies) {
        add("statestore", store, metadata);
        raw = StateClients.raw(this, "statestore", policies, this);
        client = StateClients.of(raw, JsonCodec.standard());
    }

    static StateFixture withPrefix(String strategy) {
        return new StateFixture(Map.of("keyPrefix", strategy), ResiliencyPolicies.none());
    }

    void add(String name, ScriptedStore store, Map<String, String> metadata) {
        ComponentContext context = new ComponentContext(
                name,
                "state.scripted",
                "v1",
                ComponentMetadata.of(List.of(), metadata),
                new AppIdentity("app", "ns"),
                TimeSource.system(),
                JsonCodec.standard());
        handles.put(name, new Handle(context, store));
    }

    Handle handle() {
        Handle handle = handles.get("statestore");
        if (handle == null) {
            throw new IllegalStateException("the test has removed the store");
        }
        return handle;
    }

    /** A component that is ready unless the test says otherwise. */
    static final class Handle implements ComponentHandle<StateStore> {
        private final ComponentContext context;
        private final ScriptedStore store;
        final Sinks.One<StateStore> late = Sinks.one();
        boolean ready = true;

        Handle(ComponentContext context, ScriptedStore store) {
            this.context = context;
            this.store = store;
        }

        @Override
        public ComponentContext context() {
            return context;
        }

        @Override
        public @Nullable StateStore ifReady() {
            return ready ? store : null;
        }

        @Override
        public Mono<StateStore> whenReady() {
            return ready ? Mono.just(store) : late.asMono();
        }

        @Override
        public ComponentStatus status() {
            return new ComponentStatus(context.name(), context.displayName(), ComponentStatus.State.READY, null);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // The client asks for StateStore only.
    public <C extends Component> @Nullable ComponentHandle<C> find(Class<C> kind, String name) {
        return (ComponentHandle<C>) handles.get(name);
    }

    @Override
    @SuppressWarnings("unchecked") // The client asks for StateStore only.
    public <C extends Component> List<ComponentHandle<C>> all(Class<C> kind) {
        return handles.values().stream()
                .map(handle -> (ComponentHandle<C>) handle)
                .toList();
    }

    @Override
    public <T> Mono<T> component(
            InlayObservation observation, String component, String operation, Supplier<Mono<T>> call) {
        observed.add(observation + " " + component + " " + operation);
        return call.get();
    }

    @Override
    public Mono<InvokeResponse> sending(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }

    @Override
    public Mono<InvokeResponse> receiving(
            InvokeRequest request, String callerAppId, Function<InvokeRequest, Mono<InvokeResponse>> call) {
        return call.apply(request);
    }
}
