package dev.inlay.state;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The TTL of a write, which stands in the request or, in Dapr's way, in its metadata. */
final class TtlMetadata {

    private static final String NAME = "ttlInSeconds";

    private TtlMetadata() {}

    /**
     * The TTL in whole seconds: null if nothing was said, zero for without end.
     *
     * @throws IllegalArgumentException if the metadata has no whole number of at least -1
     */
    static @Nullable Duration of(@Nullable Duration requested, Map<String, String> metadata) {
        if (requested != null) {
            // Rounded up: a part of a second must not become zero, which would mean without end.
            return requested.getNano() == 0 ? requested : Duration.ofSeconds(requested.getSeconds() + 1);
        }
        String text = metadata.get(NAME);
        if (text == null || text.isEmpty()) {
            return null;
        }
        long seconds = parse(text);
        return seconds <= 0 ? Duration.ZERO : Duration.ofSeconds(seconds);
    }

    private static long parse(String text) {
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= -1) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(fault(text), e);
        }
        throw new IllegalArgumentException(fault(text));
    }

    private static String fault(String text) {
        return "metadata " + NAME + " has '" + text
                + "' (expected: a whole number of seconds; 0 or -1 for a value without end)";
    }
}
