package dev.inlay.component;

import java.util.List;
import java.util.Set;

/**
 * Makes the components of one type. Found by {@link java.util.ServiceLoader}, or handed to the runtime, in which case it
 * takes the place of a found one of the same type and version.
 */
public interface ComponentFactory {

    /** The type in manifests, as {@code state.redis}. */
    String type();

    /** The versions this factory serves. The first is also meant where a manifest names none. */
    default Set<String> versions() {
        return Set.of("v1");
    }

    /** The metadata fields this type knows. Manifests are checked against them before {@link #create} is called. */
    List<MetadataField> fields();

    /** Whether a manifest may have fields beside these, whose names are its own choice. */
    default boolean takesOtherFields() {
        return false;
    }

    /**
     * Makes a component. Must not connect, start threads or hold anything that needs closing: that is
     * {@link Component#init()}'s task. A component that is made for checking only is dropped without init and close.
     *
     * @throws InvalidComponentException if the metadata, though each field is well-formed, makes no sense as a whole
     */
    Component create(ComponentContext context);
}
