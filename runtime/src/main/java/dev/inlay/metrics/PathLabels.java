package dev.inlay.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes labels of paths, few enough to be kept: a path that matches a pattern becomes the pattern, any other loses what
 * varies (keys, names of secrets, actor ids) or, with low cardinality, becomes empty. Dapr's rules; its patterns are
 * those of Go's router: {@code {name}} stands for a segment, {@code {name...}} and a slash at the end for all that
 * follow, and the more specific pattern wins.
 *
 * <p>Where Dapr keeps every path it ever saw, this keeps {@value #MOST_PATHS} and leaves out those that come later: the
 * callers choose paths, so they must not fill the memory. Thread-safe.
 */
final class PathLabels {

    /** Enough for any board, and no more than a few megabytes of series. */
    static final int MOST_PATHS = 2_000;

    private static final Set<String> OUR_OWN = Set.of("/dapr/config", "/dapr/subscribe");
    private static final int SEGMENTS = 6;

    private final List<Pattern> patterns;
    private final boolean increasedCardinality;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** One pattern, cut into segments. */
    private record Pattern(String text, List<String> segments, boolean openEnded) {

        static Pattern of(String text) {
            List<String> segments = new ArrayList<>(List.of(split(text)));
            String last = segments.get(segments.size() - 1);
            boolean openEnded = last.isEmpty() || (last.startsWith("{") && last.endsWith("...}"));
            if (openEnded) {
                segments.remove(segments.size() - 1);
            }
            return new Pattern(text, List.copyOf(segments), openEnded);
        }

        boolean matches(String[] path) {
            if (openEnded ? path.length <= segments.size() : path.length != segments.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                if (!isWildcard(segments.get(i)) && !segments.get(i).equals(path[i])) {
                    return false;
                }
            }
            return true;
        }

        int literals() {
            return (int)
                    segments.stream().filter(segment -> !isWildcard(segment)).count();
        }

        private static boolean isWildcard(String segment) {
            return segment.startsWith("{") && segment.endsWith("}");
        }
    }

    PathLabels(MetricSettings settings) {
        this.increasedCardinality = settings.increasedCardinality();
        this.patterns = settings.pathMatching().stream()
                .map(Pattern::of)
                .sorted(Comparator.comparing(Pattern::openEnded)
                        .thenComparing(
                                Comparator.comparingInt(Pattern::literals).reversed())
                        .thenComparing(pattern -> -pattern.segments().size()))
                .toList();
    }

    /** The label of a path with its leading slash and without its query. */
    String of(String path) {
        if (OUR_OWN.contains(path)) {
            return path;
        }
        String pattern = patterns.isEmpty() ? null : matching(path);
        if (pattern != null) {
            return pattern;
        }
        return increasedCardinality ? bounded(withoutWhatVaries(path)) : "";
    }

    private @Nullable String matching(String path) {
        String[] segments = split(path);
        for (Pattern pattern : patterns) {
            if (pattern.matches(segments)) {
                return pattern.text();
            }
        }
        return null;
    }

    private String bounded(String label) {
        if (seen.contains(label)) {
            return label;
        }
        if (seen.size() >= MOST_PATHS) {
            return "";
        }
        seen.add(label);
        return label;
    }

    private static String[] split(String path) {
        return (path.startsWith("/") ? path.substring(1) : path).split("/", -1);
    }

    private static String withoutWhatVaries(String path) {
        String[] segments = (path.startsWith("/") ? path.substring(1) : path).split("/", SEGMENTS);
        if (segments.length < 3) {
            return path;
        }
        if (segments[0].equals("actors")) {
            segments[2] = "{id}";
            return String.join("/", segments);
        }
        return switch (segments[1]) {
            case "state", "secrets" -> "/" + segments[0] + "/" + segments[1] + "/" + segments[2];
            case "actors" -> {
                if (segments.length > 4) {
                    segments[3] = "{id}";
                    yield "/" + String.join("/", segments);
                }
                yield path;
            }
            default -> path;
        };
    }
}
