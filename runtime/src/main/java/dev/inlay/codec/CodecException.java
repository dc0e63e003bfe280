package dev.inlay.codec;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/** A value could not be written as JSON, or JSON could not be read as the type that was asked for. */
public final class CodecException extends InlayException {

    public CodecException(String message, Throwable cause) {
        super(ErrorCode.BAD_REQUEST, message, cause);
    }
}
