package dev.inlay.identity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads until when a JSON web token is valid; who issued it was asked over TLS, so nothing is verified. */
final class JwtExpiry {

    private static final int PARTS = 3;

    private JwtExpiry() {}

    static @Nullable Instant of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return null;
        }
        try {
            JsonNode expiry = new ObjectMapper()
                    .readTree(Base64.getUrlDecoder().decode(parts[1]))
                    .path("exp");
            return expiry.isNumber() ? Instant.ofEpochSecond(expiry.asLong()) : null;
        } catch (JacksonException | IllegalArgumentException unreadable) {
            return null;
        } catch (IOException unreadable) {
            return null;
        }
    }
}
