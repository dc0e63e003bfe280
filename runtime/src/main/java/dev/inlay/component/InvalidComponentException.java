package dev.inlay.component;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/**
 * A component cannot be made of its manifest, whatever its backing service does. The message names the field, the value
 * (unless it is sensitive), what was expected and the cure.
 */
public final class InvalidComponentException extends InlayException {

    public InvalidComponentException(String message) {
        super(ErrorCode.BAD_REQUEST, message);
    }
}
