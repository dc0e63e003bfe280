package dev.inlay.api.http;

import dev.inlay.message.InvokeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes. A segment that is spelled out goes before a parameter, and that before the rest of a path; but if the
 * better path has no route for the verb, the next best is looked at, so that {@code GET state/s/bulk} reads the key
 * {@code bulk}.
 *
 * <p>Immutable once made; the nodes are.
 */
final class RouteTable {

    private static final class Node {
        final Map<String, Node> spelledOut = new HashMap<>();
        final Map<String, Route> byVerb = new HashMap<>();
        final Map<String, Route> restByVerb = new HashMap<>();

        @Nullable Node parameter;
    }

    private final Node root = new Node();

    RouteTable(List<Route> routes) {
        routes.forEach(this::add);
    }

    private void add(Route route) {
        Node node = root;
        boolean rest = false;
        for (String segment : route.pattern().split("/")) {
            if (segment.equals(Route.REST)) {
                rest = true;
            } else if (Route.isParameter(segment)) {
                node = node.parameter == null ? node.parameter = new Node() : node.parameter;
            } else {
                node = node.spelledOut.computeIfAbsent(segment, any -> new Node());
            }
        }
        Map<String, Route> target = rest ? node.restByVerb : node.byVerb;
        for (String verb : route.verbs()) {
            if (target.putIfAbsent(verb, route) != null) {
                throw new IllegalArgumentException("two routes for " + verb + " " + route.pattern());
            }
        }
    }

    /** The call of a route that a request is; null if there is no such route. A slash at the end does not count. */
    @Nullable Call find(InvokeRequest request) {
        List<String> values = new ArrayList<>(4);
        Route route = find(root, request.verb(), request.method(), 0, values);
        return route == null ? null : new Call(request, route, values);
    }

    private static @Nullable Route find(Node node, String verb, String path, int start, List<String> values) {
        if (start >= path.length()) {
            return node.byVerb.get(verb);
        }
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        String segment = path.substring(start, end);
        Node exact = node.spelledOut.get(segment);
        Route found = exact == null ? null : find(exact, verb, path, end + 1, values);
        if (found == null && node.parameter != null) {
            int before = values.size();
            values.add(segment);
            found = find(node.parameter, verb, path, end + 1, values);
            if (found == null) {
                values.subList(before, values.size()).clear();
            }
        }
        if (found == null && !node.restByVerb.isEmpty()) {
            found = node.restByVerb.get(verb);
            if (found != null) {
                values.add(path.substring(start, path.endsWith("/") ? path.length() - 1 : path.length()));
            }
        }
        return found;
    }
}
