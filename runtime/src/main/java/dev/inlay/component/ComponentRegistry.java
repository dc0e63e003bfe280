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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The components of one application and their lives. Secret stores are begun first; every other component begins when
 * the secret store that it refers to is ready, and at once if it refers to none. All of them are awaited in parallel, each
 * within its own init timeout. They are closed one after the other in the opposite order.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>{@link #components} is what is found by name at this moment, immutable, and changes by {@link #reload} only, under
 *       {@code lifecycle} together with {@link #stage}. A component that it does not hold is closed or about to be.
 *   <li>A component is begun once, when the registry has been started and the one that it replaces has been closed.
 *       Nothing is begun once the registry is closed.
 *   <li>Whoever asks by name while a component is replaced gets the new one, and waits for it.
 * </ul>
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class ComponentRegistry implements ComponentLookup {

    private final ComponentMaker maker;
    private final Object lifecycle = new Object();
    private Stage stage = Stage.NEW;
    private volatile Map<String, ManagedComponent> components;

    private enum Stage {
        NEW,
        STARTED,
        CLOSED
    }

    private ComponentRegistry(ComponentMaker maker, List<ComponentDefinition> definitions) {
        this.maker = maker;
        Map<String, ManagedComponent> made = new LinkedHashMap<>();
        definitions.forEach(
                definition -> made.put(definition.manifest().name(), maker.manage(definition, this::component)));
        this.components = Collections.unmodifiableMap(made);
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
            List<ManagedComponent> order;
            boolean isFirst;
            synchronized (lifecycle) {
                order = startOrder(components);
                isFirst = stage == Stage.NEW;
                stage = isFirst ? Stage.STARTED : stage;
            }
            if (isFirst) {
                order.forEach(ManagedComponent::start);
            }
            return Mono.when(order.stream().map(ManagedComponent::started).toList());
        });
    }

    /**
     * Goes over to other components while the application runs: those that are no more are closed, new ones are begun,
     * and those whose manifests say something else are closed and begun anew. The others are left alone, also if their
     * manifests have moved. To be called one after the other.
     *
     * @param failed hears of each new component that cannot become ready although its manifest does not ignore that
     * @return completes when the old components are closed and the new ones begun; fails with
     *     {@link InvalidManifestException}, and changes nothing, if there are faults
     */
    public Mono<Void> reload(List<ComponentManifest> manifests, Consumer<Throwable> failed) {
        return Mono.defer(() -> {
            List<ComponentDefinition> definitions = maker.define(manifests);
            List<ComponentChange> changes;
            boolean begins;
            synchronized (lifecycle) {
                if (stage == Stage.CLOSED) {
                    return Mono.empty();
                }
                changes = change(definitions);
                begins = stage == Stage.STARTED;
            }
            return Flux.fromIterable(changes)
                    .flatMap(change -> change.apply(begins, failed), Math.max(1, changes.size()))
                    .then();
        });
    }

    /** Takes these components for those that are found by name; what has to follow is returned. */
    private List<ComponentChange> change(List<ComponentDefinition> definitions) {
        Map<String, ManagedComponent> before = components;
        Map<String, ManagedComponent> after = new LinkedHashMap<>();
        List<ComponentChange> changes = new ArrayList<>();
        for (ComponentDefinition definition : definitions) {
            String name = definition.manifest().name();
            ManagedComponent old = before.get(name);
            if (old != null && old.definition().manifest().saysTheSameAs(definition.manifest())) {
                after.put(name, old);
            } else {
                ManagedComponent made = maker.manage(definition, this::component);
                after.put(name, made);
                changes.add(new ComponentChange(old, made));
            }
        }
        before.forEach((name, old) -> {
            if (!after.containsKey(name)) {
                changes.add(new ComponentChange(old, null));
            }
        });
        components = Collections.unmodifiableMap(after);
        return changes;
    }

    /**
     * Closes every component, in the opposite order of their start; attempts to initialise are given up. Each may take
     * five seconds. Failures are logged; this never fails.
     */
    public Mono<Void> close() {
        return Mono.defer(() -> {
            List<ManagedComponent> order;
            synchronized (lifecycle) {
                stage = Stage.CLOSED;
                order = startOrder(components);
            }
            Collections.reverse(order);
            return Flux.fromIterable(order).concatMap(ManagedComponent::close).then();
        });
    }

    private static List<ManagedComponent> startOrder(Map<String, ManagedComponent> components) {
        List<ManagedComponent> order = new ArrayList<>(components.values());
        order.sort(Comparator.comparing(component -> !component.definition().isSecretStore()));
        return order;
    }

    /** How the components are, in the order of their manifests. */
    public List<ComponentStatus> statuses() {
        return components.values().stream().map(ManagedComponent::status).toList();
    }

    /** Asks the backing service of this component whether it answers. Fails if it does not, or there is no such one. */
    public Mono<Void> ping(String name) {
        return Mono.defer(() -> component(name).ping());
    }

    private ManagedComponent component(String name) {
        Map<String, ManagedComponent> present = components;
        ManagedComponent component = present.get(name);
        if (component == null) {
            throw new InlayException(
                    ErrorCode.BAD_REQUEST,
                    "there is no component '" + name + "'" + Nearest.hint(name, present.keySet())
                            + " (expected: one of " + String.join(", ", present.keySet()) + ")");
        }
        return component;
    }

    @Override
    public <C extends Component> @Nullable ComponentHandle<C> find(Class<C> kind, String name) {
        ManagedComponent component = components.get(name);
        return component != null && isOf(kind, component) ? typed(component) : null;
    }

    @Override
    public <C extends Component> List<ComponentHandle<C>> all(Class<C> kind) {
        List<ComponentHandle<C>> found = new ArrayList<>();
        for (ManagedComponent component : components.values()) {
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

        private InitListener listener = InitListener.NONE;

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

        /** Who hears how initialisations end; nobody by default. */
        public Builder listener(InitListener given) {
            listener = given;
            return this;
        }

        /**
         * Checks everything that can be checked without connecting anywhere.
         *
         * @throws InvalidManifestException with every fault of every component
         */
        public ComponentRegistry build() {
            ComponentMaker maker =
                    new ComponentMaker(app, time, json, FactoryCatalog.of(factories), environment, denied, listener);
            return new ComponentRegistry(maker, maker.define(manifests));
        }
    }
}
