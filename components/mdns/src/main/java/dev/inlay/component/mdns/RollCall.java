package dev.inlay.component.mdns;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The app ids heard of lately, whoever asked for them; to tell a person whose call went nowhere. At most {@link #MOST} of
 * them.
 *
 * <p>Thread-safe. Has no clock.
 */
final class RollCall {

    static final int MOST = 100;

    private static final Duration KEEP = Duration.ofMinutes(2);

    private final Map<String, Instant> lastHeard = new TreeMap<>();

    synchronized void heard(String appId, Instant now) {
        if (lastHeard.size() < MOST || lastHeard.containsKey(appId)) {
            lastHeard.put(appId, now);
        }
    }

    /** An instance has left; if there are others, they will be heard of again. */
    synchronized void gone(String appId) {
        lastHeard.remove(appId);
    }

    synchronized List<String> present(Instant now) {
        lastHeard.values().removeIf(heard -> !heard.plus(KEEP).isAfter(now));
        return List.copyOf(lastHeard.keySet());
    }
}
