package dev.inlay.metadata;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import dev.inlay.peer.NameResolver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link MetadataClient} that asks the parts of the runtime each time it is asked. */
public final class DefaultMetadata implements MetadataClient {

    private static final String RUNTIME_VERSION = "daprRuntimeVersion";

    private final AppIdentity app;
    private final String version;
    private final ComponentLookup components;
    private final Supplier<Resources> resources;
    private final Supplier<RuntimeMetadata.@Nullable AppConnection> connection;
    private final Map<String, String> added = new ConcurrentHashMap<>();

    /**
     * What was read from manifests.
     *
     * @param enabledFeatures preview features that are on
     * @param httpEndpoints the names of HTTPEndpoint resources
     * @param resiliencies the names of Resiliency resources
     */
    public record Resources(List<String> enabledFeatures, List<String> httpEndpoints, List<String> resiliencies) {}

    /**
     * @param version the runtime's version
     * @param resources what manifests say now
     * @param connection how the application is reached; gives null while that is not known
     */
    public DefaultMetadata(
            AppIdentity app,
            String version,
            ComponentLookup components,
            Supplier<Resources> resources,
            Supplier<RuntimeMetadata.@Nullable AppConnection> connection) {
        this.app = app;
        this.version = version;
        this.components = components;
        this.resources = resources;
        this.connection = connection;
    }

    @Override
    public RuntimeMetadata get() {
        Map<String, String> extended = new TreeMap<>(added);
        extended.put(RUNTIME_VERSION, version);
        Resources named = resources.get();
        return new RuntimeMetadata(
                app.appId(),
                version,
                named.enabledFeatures(),
                loaded(),
                Collections.unmodifiableMap(extended),
                named.httpEndpoints(),
                named.resiliencies(),
                connection.get());
    }

    private List<RuntimeMetadata.LoadedComponent> loaded() {
        List<RuntimeMetadata.LoadedComponent> loaded = new ArrayList<>();
        for (ComponentHandle<Component> handle : components.all(Component.class)) {
            Component ready = handle.ifReady();
            // To Dapr a name resolver is no component.
            if (ready != null && !(ready instanceof NameResolver)) {
                ComponentContext context = handle.context();
                loaded.add(new RuntimeMetadata.LoadedComponent(
                        context.name(), context.type(), context.version(), ready.capabilities()));
            }
        }
        return List.copyOf(loaded);
    }

    @Override
    public void put(String key, String value) {
        added.put(key, value);
    }
}
