package dev.inlay.component;

import java.time.Duration;
import java.util.Locale;

/** Puts times into words. */
final class TimeText {

    private TimeText() {}

    /** A duration as manifests write it, to a tenth of a second: {@code 5s}, {@code 1m30s}, {@code 0.4s}. */
    static String of(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return Duration.ofMillis(tenths * 100)
                .toString()
                .substring("PT".length())
                .toLowerCase(Locale.ROOT);
    }
}
