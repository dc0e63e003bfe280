package dev.inlay.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an application is asked at its start, unless it is not to be: the values of {@code disable-init-endpoints}. */
public enum InitEndpoint {
    /** {@code GET /dapr/config}. */
    CONFIG,
    /** {@code GET /dapr/subscribe}. */
    SUBSCRIBE;

    /**
     * The endpoint that this text means.
     *
     * @throws IllegalArgumentException if it means none
     */
    public static InitEndpoint of(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(endpoint -> endpoint.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("invalid value for 'disable-init-endpoints': " + text
                        + " (expected: "
                        + Arrays.stream(values()).map(InitEndpoint::toString).collect(Collectors.joining(" or "))
                        + ")"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
