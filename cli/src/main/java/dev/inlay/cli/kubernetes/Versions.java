package dev.inlay.cli.kubernetes;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of versions, as Semantic Versioning 2.0 has it. */
final class Versions {

    private static final Pattern VERSION =
            Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\\+.*)?");

    private Versions() {}

    /** Whether the second is older than the first; of what is no version, nobody can say so. */
    static boolean isDowngrade(String from, String to) {
        Matcher before = VERSION.matcher(from);
        Matcher after = VERSION.matcher(to);
        return before.matches() && after.matches() && compare(after, before) < 0;
    }

    private static int compare(Matcher one, Matcher other) {
        for (int part = 1; part <= 3; part++) {
            int order = Integer.compare(Integer.parseInt(one.group(part)), Integer.parseInt(other.group(part)));
            if (order != 0) {
                return order;
            }
        }
        String first = one.group(4);
        String second = other.group(4);
        if (first == null || second == null) {
            return Boolean.compare(first == null, second == null);
        }
        return comparePreReleases(Arrays.asList(first.split("\\.")), Arrays.asList(second.split("\\.")));
    }

    private static int comparePreReleases(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = compareIdentifiers(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static int compareIdentifiers(String one, String other) {
        boolean isNumber = one.matches("\\d{1,9}");
        boolean isOtherNumber = other.matches("\\d{1,9}");
        if (isNumber && isOtherNumber) {
            return Integer.compare(Integer.parseInt(one), Integer.parseInt(other));
        }
        // Numbers come before words.
        return isNumber == isOtherNumber ? one.compareTo(other) : Boolean.compare(isOtherNumber, isNumber);
    }
}
