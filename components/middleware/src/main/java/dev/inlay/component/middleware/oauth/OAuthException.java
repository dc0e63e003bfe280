package dev.inlay.component.middleware.oauth;

import org.jspecify.annotations.Nullable;

/** An identity provider did not give what was asked for. The message names no secret. */
final class OAuthException extends RuntimeException {

    OAuthException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    OAuthException(String message) {
        this(message, null);
    }
}
