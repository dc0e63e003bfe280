package dev.inlay.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules for operations, found by path as Dapr finds them.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A node is one segment of a path. Of the children that fit a segment, the one whose rule came first is taken, and
 *       there is no way back from it.
 *   <li>The first node on the way that has a rule decides, so a rule for {@code /a} holds for {@code /a/b} too, unless
 *       the manifest names {@code /a/b} and not {@code /a}.
 *   <li>{@code **} fits any segment; {@code *} fits the last segment of an operation. At the end of a rule either fits
 *       nothing too. An asterisk within a segment fits any characters, and no slash.
 *   <li>Of two rules for one path the first counts.
 * </ul>
 */
final class OperationTree {

    private static final String ONE = "*";
    private static final String ANY = "**";

    private final Node root = new Node("");

    private static final class Node {
        private final String segment;
        private final List<Node> children = new ArrayList<>();
        private @Nullable OperationRule rule;

        Node(String segment) {
            this.segment = segment;
        }

        Node childNamed(String name) {
            for (Node child : children) {
                if (child.segment.equals(name)) {
                    return child;
                }
            }
            Node added = new Node(name);
            children.add(added);
            return added;
        }

        @Nullable Node childFor(String name, boolean isLast) {
            for (Node child : children) {
                if (child.fits(name, isLast)) {
                    return child;
                }
            }
            return null;
        }

        private boolean fits(String name, boolean isLast) {
            if (segment.equals(ONE)) {
                return isLast || name.equals(ONE);
            }
            return segment.equals(name) || segment.equals(ANY) || matches(segment, name);
        }
    }

    void add(String path, OperationRule rule) {
        Node node = root;
        for (String segment : segments(path)) {
            node = node.childNamed(segment);
        }
        if (node.rule == null) {
            node.rule = rule;
        }
    }

    /** The rule for an operation; null if there is none. */
    @Nullable OperationRule find(String operation) {
        List<String> segments = segments(operation);
        Node node = root;
        for (int i = 0; i < segments.size(); i++) {
            boolean isLast = i == segments.size() - 1;
            node = node.childFor(segments.get(i), isLast);
            if (node == null) {
                return null;
            }
            boolean decides = isLast || !node.segment.equals(ONE);
            if (node.rule != null && decides) {
                return node.rule;
            }
        }
        Node beneath = node.childFor(ONE, true);
        return beneath == null ? null : beneath.rule;
    }

    /** Whether a path has {@code *} as a segment before its last one, where it fits nothing. */
    static boolean hasIdleWildcard(String path) {
        List<String> segments = segments(path);
        return segments.subList(0, segments.size() - 1).contains(ONE);
    }

    /** A path's segments, of which there is always one. Slashes at either end and empty segments mean nothing. */
    private static List<String> segments(String path) {
        List<String> segments = Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
        return segments.isEmpty() ? List.of("") : segments;
    }

    /** Whether a text fits a pattern whose asterisks stand for any characters; in the product of their lengths at most. */
    private static boolean matches(String pattern, String text) {
        if (pattern.indexOf('*') < 0) {
            return pattern.equals(text);
        }
        int inPattern = 0;
        int inText = 0;
        int lastAsterisk = -1;
        int retryFrom = 0;
        while (inText < text.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                lastAsterisk = inPattern++;
                retryFrom = inText;
            } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == text.charAt(inText)) {
                inPattern++;
                inText++;
            } else if (lastAsterisk >= 0) {
                inPattern = lastAsterisk + 1;
                inText = ++retryFrom;
            } else {
                return false;
            }
        }
        return pattern.substring(inPattern).chars().allMatch(rest -> rest == '*');
    }
}
