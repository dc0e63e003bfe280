package dev.inlay.message;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/** The path of a method holds what no path may hold. */
public final class InvalidMethodException extends InlayException {

    InvalidMethodException(String problem) {
        super(ErrorCode.BAD_REQUEST, "invalid method: " + problem);
    }
}
