package dev.inlay.component;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant to write. */
final class Nearest {

    private Nearest() {}

    /** The candidate most like this text, if few letters differ; else null. */
    static @Nullable String to(String text, Collection<String> candidates) {
        String wanted = text.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(1, wanted.length() / 3);
        return candidates.stream()
                .filter(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= tolerated)
                .min(Comparator.<String>comparingInt(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** {@code  (did you mean X?)}, with the space before it; empty if nothing is near. */
    static String hint(String text, Collection<String> candidates) {
        String nearest = to(text, candidates);
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** The Levenshtein distance: how many letters must be put in, taken out or changed. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
