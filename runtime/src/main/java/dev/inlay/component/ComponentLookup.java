package dev.inlay.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds components by kind and name. Thread-safe and cheap. */
public interface ComponentLookup {

    /** The component of this kind and name; null if there is none. */
    <C extends Component> @Nullable ComponentHandle<C> find(Class<C> kind, String name);

    /** All components of this kind, in the order of their manifests. */
    <C extends Component> List<ComponentHandle<C>> all(Class<C> kind);
}
