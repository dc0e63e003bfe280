package dev.inlay.api.http;

import java.util.ArrayList;
import java.util.List;

/**
 * One route of the API.
 *
 * @param name its name in the log, as {@code GetState}
 * @param verbs the HTTP verbs it answers; empty for all
 * @param version the first part of its path, as {@code v1.0}
 * @param path the rest, where <code>{name}</code> stands for one segment and, at the end, {@code *} for one or more
 * @param parameters the names in the path; {@code *} is one of them
 * @param kind how the route is treated
 * @param endpoint who answers
 */
record Route(
        String name,
        List<String> verbs,
        String version,
        String path,
        List<String> parameters,
        Kind kind,
        Endpoint endpoint) {

    /** The name of the parameter that takes the rest of a path. */
    static final String REST = "*";

    /** How a route is treated. */
    enum Kind {
        NORMAL,
        /** Never refused by the rules of the Configuration, and asked without a token by those who watch over us. */
        HEALTH_CHECK
    }

    /** A route, given its verbs divided by spaces and its whole path. */
    static Route of(String name, String verbs, String pattern, Endpoint endpoint) {
        return of(name, verbs, pattern, Kind.NORMAL, endpoint);
    }

    static Route of(String name, String verbs, String pattern, Kind kind, Endpoint endpoint) {
        int slash = pattern.indexOf('/');
        List<String> parameters = new ArrayList<>();
        for (String segment : pattern.split("/")) {
            if (segment.equals(REST)) {
                parameters.add(REST);
            } else if (isParameter(segment)) {
                parameters.add(segment.substring(1, segment.length() - 1));
            }
        }
        return new Route(
                name,
                List.of(verbs.split(" ")),
                pattern.substring(0, slash),
                pattern.substring(slash + 1),
                List.copyOf(parameters),
                kind,
                endpoint);
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    /** The whole path, as {@code v1.0/state/{storeName}/{key}}. */
    String pattern() {
        return version + "/" + path;
    }
}
