package dev.inlay.component.middleware.oauth;

import com.google.re2j.Pattern;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.middleware.Patterns;
import dev.inlay.component.middleware.RequestPath;
import dev.inlay.message.InvokeRequest;
import org.jspecify.annotations.Nullable;

/**
 * The paths that a filter is about.
 *
 * @param pattern what they have in them; null for all paths
 */
record PathFilter(@Nullable Pattern pattern) {

    static final String FIELD = "pathFilter";

    static PathFilter of(ComponentMetadata metadata) {
        String expression = metadata.find(FIELD);
        return new PathFilter(expression == null ? null : Patterns.compile(FIELD, expression));
    }

    /** Whether a request is for one of them. A path that cannot be read is. */
    boolean covers(InvokeRequest request) {
        if (pattern == null) {
            return true;
        }
        String path = RequestPath.decoded(request);
        return path == null || pattern.matcher(path).find();
    }
}
