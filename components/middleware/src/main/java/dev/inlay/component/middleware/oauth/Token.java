package dev.inlay.component.middleware.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An access token.
 *
 * @param header it as the value of a header field: {@code Bearer …}
 * @param lifetime how long it is good for; null if the provider does not say
 */
record Token(String header, @Nullable Duration lifetime) {

    @Override
    public String toString() {
        return "a token";
    }
}
