package dev.inlay.component;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.error.Reason;
import org.jspecify.annotations.Nullable;

/** A component could not be made ready: which one, where its backing service was looked for, why, and what to do. */
public final class ComponentInitException extends InlayException {

    private final String displayName;
    private final transient ResourceSource source;
    private final @Nullable String address;

    ComponentInitException(ComponentManifest component, @Nullable String address, String message, Throwable cause) {
        super(ErrorCode.INTERNAL, message, cause);
        this.displayName = component.displayName();
        this.source = component.source();
        this.address = address;
    }

    /** The component's name with type and version. */
    public String displayName() {
        return displayName;
    }

    /** Where the component is described. */
    public ResourceSource source() {
        return source;
    }

    /** Where its backing service was looked for; null if it has no place, or the component was not made. */
    public @Nullable String address() {
        return address;
    }

    /** The failure in the words of Dapr's log, as {@code process component a error: [INIT_COMPONENT_FAILURE]: …}. */
    public String inDaprsWords() {
        String name = displayName.substring(0, displayName.indexOf(" ("));
        // Dapr wraps it twice.
        return "process component " + name + " error: " + kind() + reason();
    }

    /** What Dapr writes at once when it happens. */
    public String reason() {
        return kind() + Reason.of(getCause() == null ? this : getCause());
    }

    private String kind() {
        return "[INIT_COMPONENT_FAILURE]: initialization error occurred for " + displayName + ": ";
    }
}
