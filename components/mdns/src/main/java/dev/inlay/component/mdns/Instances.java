package dev.inlay.component.mdns;

import dev.inlay.peer.PeerAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The instances that were heard of, of the applications that somebody asked for.
 *
 * <p>Invariants: an address counts until {@link #KEEP} after it was last heard; of an application nobody asked for,
 * nothing is kept; and of any, at most {@link #MOST} addresses, so that a flood of packets fills no memory.
 *
 * <p>Thread-safe. Has no clock: whoever calls says what time it is.
 */
final class Instances {

    /** How long an address counts. Dapr's. */
    static final Duration KEEP = Duration.ofSeconds(60);

    /** How many addresses of one application are kept. */
    static final int MOST = 1000;

    private final Map<String, Known> applications = new ConcurrentHashMap<>();

    /** From now on, keep what is heard of this application. */
    void expect(String appId, Instant now) {
        applications.computeIfAbsent(appId, id -> new Known()).asked(now);
    }

    /** Whether the news was of use. */
    boolean heard(String appId, PeerAddress address, Instant now) {
        Known known = applications.get(appId);
        return known != null && known.heard(address, now);
    }

    /** This instance has said goodbye, or cannot be reached. */
    void gone(String appId, PeerAddress address) {
        Known known = applications.get(appId);
        if (known != null) {
            known.gone(address);
        }
    }

    /** The instance whose turn it is; null if none is known. */
    @Nullable PeerAddress next(String appId, Instant now) {
        Known known = applications.get(appId);
        return known == null ? null : known.next(now);
    }

    /** The applications with instances. Forgets the others, unless they were asked for just now. */
    List<String> found(Instant now) {
        List<String> found = new ArrayList<>();
        applications.forEach((appId, known) -> {
            if (known.isFound(now)) {
                found.add(appId);
            } else if (known.isForgotten(now)) {
                applications.remove(appId, known);
            }
        });
        return found;
    }

    /** One application. The lock is held for a few steps in memory. */
    private static final class Known {
        private final Map<PeerAddress, Instant> lastHeard = new LinkedHashMap<>();
        private Instant lastAsked = Instant.EPOCH;
        private int turn;

        synchronized void asked(Instant now) {
            lastAsked = now;
        }

        synchronized boolean heard(PeerAddress address, Instant now) {
            if (lastHeard.size() >= MOST && !lastHeard.containsKey(address)) {
                return false;
            }
            lastHeard.put(address, now);
            return true;
        }

        synchronized void gone(PeerAddress address) {
            lastHeard.remove(address);
        }

        synchronized @Nullable PeerAddress next(Instant now) {
            dropStale(now);
            if (lastHeard.isEmpty()) {
                return null;
            }
            turn = (turn + 1) % lastHeard.size();
            return lastHeard.keySet().stream().skip(turn).findFirst().orElse(null);
        }

        synchronized boolean isFound(Instant now) {
            dropStale(now);
            return !lastHeard.isEmpty();
        }

        synchronized boolean isForgotten(Instant now) {
            return lastHeard.isEmpty() && !lastAsked.plus(KEEP).isAfter(now);
        }

        private void dropStale(Instant now) {
            lastHeard.values().removeIf(heard -> !heard.plus(KEEP).isAfter(now));
        }
    }
}
