package dev.inlay.message;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/** A body has more bytes than the receiver is willing to hold in memory. */
public final class MessageTooLargeException extends InlayException {

    public MessageTooLargeException(int limit) {
        super(ErrorCode.BAD_REQUEST, "stream too large: the body has more than " + limit + " bytes");
    }
}
