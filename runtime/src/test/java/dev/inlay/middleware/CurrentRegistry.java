package dev.inlay.middleware;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Components as they are at the moment of asking. */
record CurrentRegistry(Supplier<ComponentLookup> current) implements ComponentLookup {

    @Override
    public <C extends Component> @Nullable ComponentHandle<C> find(Class<C> kind, String name) {
        return current.get().find(kind, name);
    }

    @Override
    public <C extends Component> List<ComponentHandle<C>> all(Class<C> kind) {
        return current.get().all(kind);
    }
}
