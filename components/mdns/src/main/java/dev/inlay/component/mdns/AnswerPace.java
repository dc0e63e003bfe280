package dev.inlay.component.mdns;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often an instance multicasts its answer: at once, but not more than fifty times a second, however many ask.
 * Everybody hears an answer, so one that is due already serves later questions too.
 *
 * <p>Thread-safe. Has no clock.
 */
final class AnswerPace {

    /** The least time between two answers. */
    static final Duration GAP = Duration.ofMillis(20);

    /** When the last answer was, or the next one will be, given. */
    private Instant due = Instant.MIN;

    /** How long to wait before answering; null if an answer is under way already. */
    synchronized @Nullable Duration next(Instant now) {
        if (due.isAfter(now)) {
            return null;
        }
        boolean isFree = due.equals(Instant.MIN) || !due.plus(GAP).isAfter(now);
        due = isFree ? now : due.plus(GAP);
        return Duration.between(now, due);
    }
}
