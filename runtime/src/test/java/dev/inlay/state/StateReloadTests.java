package dev.inlay.state;

import static dev.inlay.state.StateFixture.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.MetadataField;
import dev.inlay.component.ResourceSource;
import dev.inlay.error.ErrorCode;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client goes on working with whatever store has its name at the moment. */
class StateReloadTests implements ComponentFactory {

    private final Map<String, ScriptedStore> stores = new HashMap<>();
    private final ComponentRegistry registry = ComponentRegistry.builder(
                    new AppIdentity("app", ""), TimeSource.system(), JsonCodec.standard())
            .factories(List.of(this))
            .manifests(List.of(store("statestore", "old", "appid")))
            .build();
    private final StateClient client =
            StateClients.of(registry, "statestore", ResiliencyPolicies.none(), Telemetry.none(), JsonCodec.standard());

    @AfterEach
    void close() {
        registry.close().block(LIMIT);
    }

    @Test
    void aReplacedStoreIsUsedAtOnceWithItsOwnPrefix() {
        registry.start().block(LIMIT);
        client.save("k", 1).block(LIMIT);

        reload(store("statestore", "new", "name"));
        client.save("k", 2).block(LIMIT);

        assertThat(values("old")).containsOnlyKeys("app||k");
        assertThat(values("new")).containsOnlyKeys("statestore||k");
    }

    @Test
    void aStoreThatIsGoneIsNotFoundAndOneThatCameLaterIs() {
        registry.start().block(LIMIT);
        StateClient other = client.store("other");
        client.save("k", 1).block(LIMIT);

        reload(store("other", "other", "appid"));

        other.save("k", 2).block(LIMIT);
        assertThat(values("other")).containsOnlyKeys("app||k");
        assertThatExceptionOfType(StateStoreException.class)
                .isThrownBy(() -> client.save("k", 3).block(LIMIT))
                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.STATE_STORE_NOT_FOUND));
    }

    private void reload(ComponentManifest... manifests) {
        registry.reload(List.of(manifests), failure -> {
                    throw new AssertionError(failure);
                })
                .block(LIMIT);
    }

    private Map<String, StoredValue> values(String place) {
        return stores.computeIfAbsent(place, key -> new ScriptedStore()).values;
    }

    private static ComponentManifest store(String name, String place, String prefix) {
        return ComponentManifest.of(
                name,
                "state.scripted",
                "v1",
                Map.of("place", place, "keyPrefix", prefix),
                ResourceSource.of(place + ".yaml"));
    }

    @Override
    public String type() {
        return "state.scripted";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(MetadataField.string("place").asRequired());
    }

    @Override
    public Component create(ComponentContext context) {
        return stores.computeIfAbsent(context.metadata().get("place"), key -> new ScriptedStore());
    }
}
