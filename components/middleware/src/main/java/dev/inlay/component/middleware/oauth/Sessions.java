package dev.inlay.component.middleware.oauth;

import dev.inlay.time.TimeSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Who is logging in or has logged in, by a secret that the browser keeps in a cookie. They are in this process only, as with
 * Dapr, and the oldest are forgotten when there are too many. Thread-safe.
 */
final class Sessions {

    private static final int MOST = 10_000;
    private static final int SECRET_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final TimeSource time;
    private final Map<String, Session> byId = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    };

    /**
     * What is known of a browser.
     *
     * @param state what the provider has to send back; empty after the login
     * @param returnTo what the browser wanted in the first place
     * @param header the token as the value of a header field; empty before the login
     * @param until how long this holds, by {@link TimeSource#nanoTime()}
     */
    record Session(String state, String returnTo, String header, long until) {

        boolean isLoggedIn() {
            return !header.isEmpty();
        }
    }

    Sessions(TimeSource time) {
        this.time = time;
    }

    /** A text that nobody can guess. Made where waiting for the system's randomness harms nobody. */
    Mono<String> secret() {
        return Mono.fromCallable(() -> {
                    byte[] bytes = new byte[SECRET_BYTES];
                    random.nextBytes(bytes);
                    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** The session that is still good; null if there is none. */
    @Nullable Session find(@Nullable String id) {
        if (id == null) {
            return null;
        }
        synchronized (byId) {
            Session session = byId.get(id);
            if (session != null && session.until() - time.nanoTime() <= 0) {
                byId.remove(id);
                return null;
            }
            return session;
        }
    }

    void begin(String id, String state, String returnTo, Duration lifetime) {
        put(id, new Session(state, returnTo, "", until(lifetime)));
    }

    /** The login has succeeded: the browser goes on under another secret, in case somebody else knew the first. */
    void loggedIn(@Nullable String before, String id, String header, Duration lifetime) {
        synchronized (byId) {
            if (before != null) {
                byId.remove(before);
            }
            put(id, new Session("", "", header, until(lifetime)));
        }
    }

    private void put(String id, Session session) {
        synchronized (byId) {
            byId.put(id, session);
        }
    }

    private long until(Duration lifetime) {
        return time.nanoTime() + lifetime.toNanos();
    }
}
