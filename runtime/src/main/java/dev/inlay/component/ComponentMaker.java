package dev.inlay.component;

import dev.inlay.codec.JsonCodec;
import dev.inlay.time.TimeSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the components of one application of what manifests say.
 *
 * @param catalog the factories
 * @param environment where environment variables are read
 * @param denied types that are not loaded
 * @param listener hears how initialisations end
 */
record ComponentMaker(
        AppIdentity app,
        TimeSource time,
        JsonCodec json,
        FactoryCatalog catalog,
        Function<String, @Nullable String> environment,
        List<String> denied,
        InitListener listener) {

    /**
     * Checks everything that can be checked without connecting anywhere.
     *
     * @return the components that are meant for the application, in the order of their manifests
     * @throws InvalidManifestException with every fault of every component
     */
    List<ComponentDefinition> define(List<ComponentManifest> manifests) {
        ComponentPlan plan = new ComponentPlan(
                app,
                catalog,
                new MetadataResolver(app, new OpenEnvironment(environment)),
                definition -> context(definition, definition.provisionalMetadata()));
        return plan.define(manifests, denied);
    }

    /** A component that has not been started. */
    ManagedComponent manage(ComponentDefinition definition, Function<String, ManagedComponent> byName) {
        Supplier<ManagedComponent> store =
                definition.needsSecrets() ? () -> byName.apply(definition.secretStore()) : null;
        return new ManagedComponent(definition, store, this::context, listener, time);
    }

    private ComponentContext context(ComponentDefinition definition, ComponentMetadata metadata) {
        ComponentManifest manifest = definition.manifest();
        return new ComponentContext(manifest.name(), manifest.type(), manifest.version(), metadata, app, time, json);
    }
}
