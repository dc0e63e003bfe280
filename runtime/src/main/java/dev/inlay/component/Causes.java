package dev.inlay.component;

import java.time.Duration;
import java.util.Locale;

/** Puts failures and times into words. */
final class Causes {

    private Causes() {}

    /** What an exception says, or its class if it says nothing. */
    static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    /** A duration as manifests write it, to a tenth of a second: {@code 5s}, {@code 1m30s}, {@code 0.4s}. */
    static String text(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return Duration.ofMillis(tenths * 100)
                .toString()
                .substring("PT".length())
                .toLowerCase(Locale.ROOT);
    }
}
