package dev.inlay.component.middleware;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import dev.inlay.middleware.HttpMiddleware;
import java.util.List;

/** Makes {@code middleware.http.uppercase}: request bodies in capitals. */
public final class UppercaseMiddlewareFactory implements ComponentFactory {

    @Override
    public String type() {
        return "middleware.http.uppercase";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of();
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        return new UppercaseMiddleware();
    }
}
