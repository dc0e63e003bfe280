package dev.inlay.component.middleware;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import dev.inlay.middleware.HttpMiddleware;
import java.util.List;

/** Makes {@code middleware.http.ratelimit}: so many requests a second of each client. */
public final class RateLimitMiddlewareFactory implements ComponentFactory {

    private static final String LIMIT = "maxRequestsPerSecond";

    @Override
    public String type() {
        return "middleware.http.ratelimit";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(MetadataField.string(LIMIT).withDefault("100"));
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        return new RateLimitMiddleware(limit(context.metadata().get(LIMIT)), context.time());
    }

    private static double limit(String text) {
        try {
            double limit = Double.parseDouble(text.strip());
            if (limit > 0 && limit <= Integer.MAX_VALUE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InvalidComponentException(
                "metadata field '" + LIMIT + "' has '" + text + "' (expected: a positive number, as 10 or 0.5)");
    }
}
