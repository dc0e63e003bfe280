package dev.inlay.app;

import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.ManifestFields;
import dev.inlay.component.ResourceSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application says of itself at {@code GET /dapr/config}. Durations are Go's, as the application wrote them.
 *
 * @param entities the actor types that it hosts
 * @param actors what holds for them all
 * @param byEntity what holds for some of them
 */
public record AppConfiguration(List<String> entities, ActorSettings actors, List<EntitySettings> byEntity) {

    /** What an application says that says nothing. */
    public static final AppConfiguration EMPTY =
            new AppConfiguration(List.of(), new ActorSettings("", "", null, Reentrancy.OFF), List.of());

    public AppConfiguration {
        entities = List.copyOf(entities);
        byEntity = List.copyOf(byEntity);
    }

    /**
     * How actors live.
     *
     * @param actorIdleTimeout after how long without a call an actor is deactivated; empty for the default
     * @param drainOngoingCallTimeout how long a move waits for a call under way; empty for the default
     * @param drainRebalancedActors whether it waits at all; null for the default
     */
    public record ActorSettings(
            String actorIdleTimeout,
            String drainOngoingCallTimeout,
            @Nullable Boolean drainRebalancedActors,
            Reentrancy reentrancy) {}

    /**
     * Whether an actor may be called from within its own call.
     *
     * @param maxStackDepth how deep; null for the default
     */
    public record Reentrancy(boolean enabled, @Nullable Integer maxStackDepth) {
        static final Reentrancy OFF = new Reentrancy(false, null);
    }

    /** What holds for these actor types. */
    public record EntitySettings(List<String> entities, ActorSettings actors) {
        public EntitySettings {
            entities = List.copyOf(entities);
        }
    }

    /**
     * Reads the document.
     *
     * @throws InvalidManifestException with every field of the wrong type
     */
    static AppConfiguration read(Map<String, Object> document) {
        List<Fault> faults = new ArrayList<>();
        ManifestFields fields =
                ManifestFields.of(ResourceSource.of("the application's /dapr/config"), document, faults);
        List<EntitySettings> byEntity = fields.items("entitiesConfig").stream()
                .map(entry -> new EntitySettings(entry.texts("entities"), actors(entry)))
                .toList();
        AppConfiguration read = new AppConfiguration(fields.texts("entities"), actors(fields), byEntity);
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return read;
    }

    private static ActorSettings actors(ManifestFields fields) {
        return new ActorSettings(
                fields.text("actorIdleTimeout"),
                fields.text("drainOngoingCallTimeout"),
                fields.has("drainRebalancedActors") ? fields.flag("drainRebalancedActors") : null,
                reentrancy(fields.child("reentrancy")));
    }

    private static Reentrancy reentrancy(ManifestFields fields) {
        Object depth = fields.raw("maxStackDepth");
        if (depth != null && !(depth instanceof Integer)) {
            fields.fault("maxStackDepth", "is '" + depth + "' (expected: a whole number)");
        }
        return new Reentrancy(fields.flag("enabled"), depth instanceof Integer number ? number : null);
    }
}
