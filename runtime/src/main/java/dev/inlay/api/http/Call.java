package dev.inlay.api.http;

import dev.inlay.message.InvokeRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a route.
 *
 * @param values what stands for the parameters of the route's path, in their order and percent-encoded
 */
record Call(InvokeRequest request, Route route, List<String> values) {

    /** What stands for a parameter of the path, decoded. */
    String parameter(String name) {
        int index = route.parameters().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("route " + route.pattern() + " has no parameter " + name);
        }
        return Percent.decodeQuery(values.get(index));
    }

    /** The value of a parameter of the query; null if it is absent. */
    @Nullable String query(String name) {
        return QueryString.first(request.query(), name);
    }

    /** The {@code metadata.…} parameters of the query. */
    Map<String, String> metadata() {
        return QueryString.metadata(request.query());
    }
}
