package dev.inlay.component;

import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.time.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The components of one application and their lives. Secret stores are begun first; every other component begins when
 * the secret store that it refers to is ready, and at once if it refers to none. All of them are awaited in parallel, each within
 * its own init timeout. They are closed one after the other in the opposite order.
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class ComponentRegistry implements ComponentLookup {

    private final Map<String, ManagedComponent> byName;
    private final List<ManagedComponent> startOrder;
    private final AtomicBoolean isStarted = new AtomicBoolean();

    private ComponentRegistry(Map<String, ManagedComponent> byName) {
        this.byName = Collections.unmodifiableMap(byName);
        this.startOrder = byName.values().stream()
                .sorted(Comparator.comparing(
                        component -> !component.definition().isSecretStore()))
                .toList();
    }

    /** Begins the description of a registry for this application. */
    public static Builder builder(AppIdentity app, TimeSource time, JsonCodec json) {
        return new Builder(app, time, json);
    }

    /**
     * Initialises every component. Completes when all are ready, or have failed and their manifests ignore it; fails
     * with a {@link ComponentInitException} as soon as another one has failed. The rest goes on until {@link #close()}.
     * Calling it again waits for the same start.
     */
    public Mono<Void> start() {
        return Mono.defer(() -> {
            if (isStarted.compareAndSet(false, true)) {
                startOrder.forEach(ManagedComponent::start);
            }
            return Mono.when(startOrder.stream().map(ManagedComponent::started).toList());
        });
    }

    /**
     * Closes every component, in the opposite order of their start; attempts to initialise are given up. Each may take
     * five seconds. Failures are logged; this never fails.
     */
    public Mono<Void> close() {
        List<ManagedComponent> order = new ArrayList<>(startOrder);
        Collections.reverse(order);
        return Flux.fromIterable(order).concatMap(ManagedComponent::close).then();
    }

    /** How the components are, in the order of their manifests. */
    public List<ComponentStatus> statuses() {
        return byName.values().stream().map(ManagedComponent::status).toList();
    }

    /** Asks the backing service of this component whether it answers. Fails if it does not, or there is no such one. */
    public Mono<Void> ping(String name) {
        ManagedComponent component = byName.get(name);
        if (component == null) {
            return Mono.error(() -> new InlayException(
                    ErrorCode.BAD_REQUEST,
                    "there is no component '" + name + "'" + Nearest.hint(name, byName.keySet()) + " (expected: one of "
                            + String.join(", ", byName.keySet()) + ")"));
        }
        return component.ping();
    }

    @Override
    public <C extends Component> @Nullable ComponentHandle<C> find(Class<C> kind, String name) {
        ManagedComponent component = byName.get(name);
        return component != null && isOf(kind, component) ? typed(component) : null;
    }

    @Override
    public <C extends Component> List<ComponentHandle<C>> all(Class<C> kind) {
        List<ComponentHandle<C>> found = new ArrayList<>();
        for (ManagedComponent component : byName.values()) {
            if (isOf(kind, component)) {
                found.add(typed(component));
            }
        }
        return found;
    }

    private static boolean isOf(Class<? extends Component> kind, ManagedComponent component) {
        if (kind == Component.class) {
            return true;
        }
        ComponentCategory category = kind.getAnnotation(ComponentCategory.class);
        if (category == null) {
            throw new IllegalArgumentException(
                    kind.getName() + " is no kind of component (expected: an interface with @ComponentCategory)");
        }
        return category.value()
                .equals(FactoryCatalog.category(
                        component.definition().manifest().type()));
    }

    @SuppressWarnings("unchecked") // a component's category says which interface its factory's products have
    private static <C extends Component> ComponentHandle<C> typed(ManagedComponent component) {
        return (ComponentHandle<C>) (ComponentHandle<?>) component;
    }

    /** Describes a registry. Not thread-safe. */
    public static final class Builder {

        private final AppIdentity app;
        private final TimeSource time;
        private final JsonCodec json;
        private List<ComponentFactory> factories = List.of();
        private List<String> denied = List.of();
        private Function<String, @Nullable String> environment = System::getenv;
        private final List<ComponentManifest> manifests = new ArrayList<>();

        private Builder(AppIdentity app, TimeSource time, JsonCodec json) {
            this.app = app;
            this.time = time;
            this.json = json;
        }

        /** Factories that take the place of those on the class path of the same type and version. */
        public Builder factories(List<ComponentFactory> given) {
            factories = List.copyOf(given);
            return this;
        }

        /** Adds components. Those for other app ids are left out. */
        public Builder manifests(List<ComponentManifest> more) {
            manifests.addAll(more);
            return this;
        }

        /** Adds a component that code contributes, with this origin in messages, as {@code the bean 'orders'}. */
        public Builder component(
                String name, String type, String version, Map<String, String> metadata, String origin) {
            manifests.add(ComponentManifest.of(name, type, version, metadata, ResourceSource.of(origin)));
            return this;
        }

        /** Where environment variables are read; the process's own by default. */
        public Builder environment(Function<String, @Nullable String> variables) {
            environment = variables;
            return this;
        }

        /** Types that are not loaded, as {@code state.redis} or {@code state.redis/v1}. */
        public Builder denied(List<String> types) {
            denied = List.copyOf(types);
            return this;
        }

        /**
         * Checks everything that can be checked without connecting anywhere.
         *
         * @throws InvalidManifestException with every fault of every component
         */
        public ComponentRegistry build() {
            ComponentPlan plan = new ComponentPlan(
                    app,
                    FactoryCatalog.of(factories),
                    new MetadataResolver(app, new OpenEnvironment(environment)),
                    definition -> context(definition, definition.provisionalMetadata()));
            Map<String, ComponentDefinition> definitions = new LinkedHashMap<>();
            plan.define(manifests, denied)
                    .forEach(definition -> definitions.put(definition.manifest().name(), definition));
            Map<String, ManagedComponent> made = new LinkedHashMap<>();
            definitions.keySet().forEach(name -> manage(name, definitions, made));
            Map<String, ManagedComponent> inOrder = new LinkedHashMap<>();
            definitions.keySet().forEach(name -> inOrder.put(name, manage(name, definitions, made)));
            return new ComponentRegistry(inOrder);
        }

        /** The component of this name, made after the secret store it needs. */
        private ManagedComponent manage(
                String name, Map<String, ComponentDefinition> definitions, Map<String, ManagedComponent> made) {
            ManagedComponent known = made.get(name);
            if (known != null) {
                return known;
            }
            ComponentDefinition definition = definitions.get(name);
            if (definition == null) {
                throw new IllegalStateException("no definition of component '" + name + "'");
            }
            ManagedComponent store =
                    definition.needsSecrets() ? manage(definition.secretStore(), definitions, made) : null;
            ManagedComponent component = new ManagedComponent(definition, store, this::context, time);
            made.put(name, component);
            return component;
        }

        private ComponentContext context(ComponentDefinition definition, ComponentMetadata metadata) {
            ComponentManifest manifest = definition.manifest();
            return new ComponentContext(
                    manifest.name(), manifest.type(), manifest.version(), metadata, app, time, json);
        }
    }
}
