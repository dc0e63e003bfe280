package dev.inlay.component;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/** A component could not be made ready: which one, where its backing service was looked for, why, and what to do. */
public final class ComponentInitException extends InlayException {

    private final String displayName;

    public ComponentInitException(String displayName, String message, Throwable cause) {
        super(ErrorCode.INTERNAL, message, cause);
        this.displayName = displayName;
    }

    /** The component's name with type and version. */
    public String displayName() {
        return displayName;
    }
}
