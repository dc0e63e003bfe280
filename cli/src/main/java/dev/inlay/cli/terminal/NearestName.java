package dev.inlay.cli.terminal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class NearestName {

    private NearestName() {}

    /** The known name with the fewest differing letters, unless so many differ that it would be a guess. */
    public static Optional<String> of(String typed, Collection<String> known) {
        String lowered = typed.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(2, typed.length() / 3);
        return known.stream()
                .filter(name -> distance(lowered, name.toLowerCase(Locale.ROOT)) <= tolerated)
                .min(Comparator.comparingInt((String name) -> distance(lowered, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance: how many letters to add, remove or replace. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j < current.length; j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
